"""What departments have written in their contracts, looked at before a run."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from orchestration.commands.shared import UsageError, console, given_settings


def check(
    department: Annotated[
        str | None, typer.Argument(help="One department; default: all of them.")
    ] = None,
) -> None:
    """Name every mistake of every contract, and what would become of each newest file.

    Nothing is landed or changed. The exit status is 1 where a contract is wrong or the newest file
    of a table would be quarantined.
    """
    from orchestration import departments
    from orchestration.company.vocabulary import offered
    from orchestration.landing import rehearsal

    started = time.monotonic()
    known = {one.name: one for one in departments.departments()}
    if department and department not in known:
        raise UsageError(f"No contract is of {department!r}; {offered(department, known)}")
    settings = given_settings()
    chosen = [known[department]] if department else list(known.values())
    wrong, warnings, tables = 0, 0, 0
    for one in chosen:
        for mistake in one.mistakes:
            console.print(f"{mistake}", markup=False, soft_wrap=True)
        wrong += len(one.mistakes)
        faulty = {mistake.thing.partition(".")[0] for mistake in one.mistakes}
        for extract in one.extracts:
            tables += 1
            if extract.table in faulty or "" in faulty:
                continue
            for finding in rehearsal.rehearse(extract, settings):
                line = extract.lines.get("extract", 0)
                mark = "" if finding.is_refused else "! "
                console.print(
                    f"{mark}{extract.file}, line {line}: {extract.table}: {finding.words}",
                    markup=False,
                    soft_wrap=True,
                )
                wrong, warnings = wrong + finding.is_refused, warnings + (not finding.is_refused)
    console.print(
        f"{len(chosen)} contracts, {tables} tables: {wrong} mistakes, {warnings} warnings "
        f"({time.monotonic() - started:.1f} s)."
    )
    if wrong:
        raise typer.Exit(1)
