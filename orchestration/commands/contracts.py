"""What departments have written in their contracts, looked at before a run."""

from __future__ import annotations

import time
from pathlib import Path
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


def onboard(
    folder: Annotated[Path, typer.Argument(help="A department's CSV, Excel, JSON, Parquet.")],
    name: Annotated[
        str | None, typer.Option(help="The department's name; default: the folder's.")
    ] = None,
) -> None:
    """Propose a department's contract from its files, and say what would become of them.

    Writes one file into the company's folder, with the reason for every word; lands nothing.
    """
    from orchestration.company import onboarding

    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    settings = given_settings()
    try:
        done = onboarding.onboard(folder, settings, name)
    except onboarding.OnboardingError as error:
        raise UsageError(str(error)) from error
    for line in [*done.unknown, *map(str, done.department.mistakes)]:
        console.print(f"! {line}", markup=False, soft_wrap=True)
    said = dict(done.findings)
    for extract in done.department.extracts:
        fate = said[extract.table].words if extract.table in said else "would land as it is"
        columns = f"{len(extract.columns)} columns, key {', '.join(extract.key)}"
        console.print(f"{extract.table}: {columns}: {fate}", markup=False, soft_wrap=True)
    console.print(
        f"Written: {done.path}. Read the reasons in it, name the owner, put the files into "
        f"{settings.extracts / done.department.name}, then: "
        f"customer360 check {done.department.name}",
        markup=False,
        soft_wrap=True,
    )
