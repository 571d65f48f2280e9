"""What departments have written in their contracts, looked at before a run."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands.shared import UsageError, console, given_settings
from orchestration.onboarding.template_names import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestration.company.contract import Department
    from orchestration.landing import rehearsal
    from orchestration.settings import Settings


def check(
    department: Annotated[
        str | None, typer.Argument(help="One department; default: all of them.")
    ] = None,
) -> None:
    """Name every mistake of every contract, and what would become of each newest file.

    Nothing is landed or changed. The exit status is 1 where a contract is wrong or the newest file
    of a table would be quarantined.
    """
    from orchestration.company import departments, provided
    from orchestration.company.vocabulary import offered
    from orchestration.landing import rehearsal

    started = time.monotonic()
    known = {one.name: one for one in departments.departments()}
    if department and department not in known:
        raise UsageError(f"No contract is of {department!r}; {offered(department, known)}")
    settings = given_settings()
    chosen = [known[department]] if department else list(known.values())
    wrong, warnings, tables = 0, 0, 0
    unread = {extract.name for extract in provided.unread(settings.company)}
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
                line = finding.line or extract.lines.get("extract", 0)
                mark = "" if finding.is_refused else "! "
                console.print(
                    f"{mark}{extract.file}, line {line}: {extract.table}: {finding.words}",
                    markup=False,
                    soft_wrap=True,
                )
                wrong, warnings = wrong + finding.is_refused, warnings + (not finding.is_refused)
            if extract.name in unread:
                place = f"{extract.file}, line {extract.lines.get('', 0)}: {extract.table}"
                console.print(
                    f"! {place}: lands, and nothing reads it: say under feeds what it tells.",
                    markup=False,
                    soft_wrap=True,
                )
                warnings += 1
    if department is None:
        for words in _unknown_roles(settings):
            console.print(words, markup=False, soft_wrap=True)
            wrong += 1
        for words in _idle_suites(settings):
            console.print(f"! {words}", markup=False, soft_wrap=True)
            warnings += 1
    console.print(
        f"{len(chosen)} contracts, {tables} tables: {wrong} mistakes, {warnings} warnings "
        f"({time.monotonic() - started:.1f} s)."
    )
    if wrong:
        raise typer.Exit(1)


def _unknown_roles(settings: Settings) -> Iterator[str]:
    """What is wrong with the roles that the company's profile names."""
    from orchestration.activation import roles
    from orchestration.company import profile

    company = profile.read(settings.company)
    for role in company.role_snapshots:
        try:
            roles.columns(role, company.today())
        except roles.UnknownRoleError as error:
            yield f"{settings.company / 'company.yml'}: role_snapshots: {error}"


def _idle_suites(settings: Settings) -> Iterator[str]:
    """What suites say of departments that are not there, in two sentences at most."""
    from orchestration.gates import suites

    place = settings.company / "expectations"
    if found := suites.idle(settings.expectations):
        yield (
            f"{place}: {', '.join(found)} judge nothing: the company has no such departments. "
            "Delete the folders, or leave them for their return."
        )
    if found := suites.left_out(settings.expectations):
        yield f"{place}: not compared, since the company has no such departments: " + (
            f"{', '.join(found)}."
        )


def onboard(
    folder: Annotated[
        Path | None, typer.Argument(help="A department's CSV, Excel, JSON, Parquet.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The department's name; default: the folder's or template's.")
    ] = None,
    like: Annotated[
        str | None, typer.Option(help=f"A tool's export as it comes: {', '.join(names())}.")
    ] = None,
) -> None:
    """Write a department into the company's folder, and say what would become of its files.

    From the files alone: a proposed contract and feeds, with the reason for every word. With --like
    the contract, staging and feeds of a template, fitted to the files. Nothing is landed.
    """
    if folder is not None and not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    if like is not None:
        _from_template(like, folder, name)
    elif folder is not None:
        _from_files(folder, name)
    else:
        raise UsageError("Name a folder of files, or a template with --like.")


def _from_template(like: str, folder: Path | None, name: str | None) -> None:
    from orchestration.company.profile import ProfileError
    from orchestration.company.provided import FeedError
    from orchestration.onboarding import from_template
    from orchestration.onboarding.department import OnboardingError

    settings = given_settings()
    try:
        done = from_template.write(like, settings, folder, name)
    except (OnboardingError, ProfileError, FeedError) as error:
        raise UsageError(str(error)) from error
    for line in [*done.notes, *map(str, done.department.mistakes)]:
        _say(f"! {line}")
    _say_fates(done.department, done.findings, is_looked_at=bool(done.findings) or _has_files(
        folder or settings.extracts / done.department.name))  # fmt: skip
    _say(f"Written: {done.folder}, with the feeds {', '.join(done.feeds)}.")
    _say_next(done.department.name, settings.extracts)


def _from_files(folder: Path, name: str | None) -> None:
    from orchestration.onboarding import department as onboarding

    settings = given_settings()
    try:
        done = onboarding.onboard(folder, settings, name)
    except onboarding.OnboardingError as error:
        raise UsageError(str(error)) from error
    for line in [*done.unknown, *map(str, done.department.mistakes)]:
        _say(f"! {line}")
    _say_fates(done.department, done.findings, is_looked_at=True)
    feeds = ", ".join(done.feeds) or "none"
    _say(f"Written: {done.path}; feeds recognised: {feeds}. Read the reasons, name the owner.")
    _say_next(done.department.name, settings.extracts)


def _say_fates(
    department: Department, findings: list[tuple[str, rehearsal.Finding]], *, is_looked_at: bool
) -> None:
    for extract in department.extracts:
        said = [finding.words for table, finding in findings if table == extract.table]
        fate = "; ".join(said) or ("would land as it is" if is_looked_at else "no file yet")
        columns = f"{len(extract.columns)} columns, key {', '.join(extract.key)}"
        _say(f"{extract.table}: {columns}: {fate}")


def _say_next(department: str, extracts: Path) -> None:
    _say(f"Put the files into {extracts / department}, then: customer360 check {department}")


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _say(line: str) -> None:
    console.print(line, markup=False, soft_wrap=True)
