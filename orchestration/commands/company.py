"""A company's folder, the sample company, and what a run on it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.shared import UsageError, console, given_day


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Must be new or empty.")],
    name: Annotated[
        str | None, typer.Option(help="The company's name; default: the folder's.")
    ] = None,
    currency: Annotated[
        str, typer.Option(help="Of every amount, by its ISO 4217 code; default: the country's.")
    ] = "",
    country: Annotated[
        str, typer.Option(help="By its ISO 3166 code of two letters; default: not known.")
    ] = "",
    language: Annotated[
        str, typer.Option(help="By its ISO 639 code of two letters; default: not known.")
    ] = "",
    time_zone: Annotated[str, typer.Option(help="As Europe/Berlin.")] = "UTC",
    fiscal_year_starts: Annotated[int, typer.Option(help="The month, from 1 to 12.")] = 1,
    line: Annotated[
        list[str] | None,
        typer.Option(help="A line of business, as retail; once for each. Default: general."),
    ] = None,
) -> None:
    """Make an empty company folder, ready for its first department."""
    from orchestration.company import countries, founding
    from orchestration.company.profile import UNKNOWN_CURRENCY, Profile, ProfileError

    try:
        profile = Profile(
            name=folder.resolve().name if name is None else name,
            currency=currency or countries.of(country).currency or UNKNOWN_CURRENCY,
            country=country,
            language=language,
            time_zone=time_zone,
            fiscal_year_starts=fiscal_year_starts,
            lines_of_business=tuple(line or ("general",)),
        )
        founding.make(folder, profile)
    except (founding.FoundingError, ProfileError) as error:
        raise UsageError(str(error)) from error
    has_currency = profile.currency != UNKNOWN_CURRENCY
    told = (("currency", has_currency), ("country", country), ("language", language))
    unknown = " and ".join(name for name, value in told if not value)
    amounts = f"amounts in {profile.currency}, " if has_currency else ""
    console.print(
        f"{profile.name}: {amounts}times in {profile.time_zone}, lines of "
        f"business: {', '.join(profile.lines_of_business)}"
        + (f"; no {unknown} said" if unknown else "")
        + f". {folder / 'company.yml'} says so, and {folder / 'README.md'} what to do next.\n"
        f"Then: customer360 check --company {folder}",
        soft_wrap=True,
        markup=False,
    )


def sample(
    to: Annotated[Path, typer.Option(help="Folder for the extracts; must be new or empty.")],
    truth: Annotated[Path, typer.Option(help="Folder for the planted truth.")],
    people: Annotated[int, typer.Option(help="How many people live in the world.")] = 2_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 7,
    months: Annotated[int, typer.Option(help="How far back the history goes.")] = 36,
    until: Annotated[str, typer.Option(help="The last day of the history.")] = "2026-10-31",
) -> None:
    """Write the extracts of the fictional sample company, and its planted truth."""
    from orchestration import sample as company

    for folder in (to, truth):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not empty. Name a new folder.")
    last_day = given_day(until)
    if last_day is None:
        raise UsageError("--until needs a day. Write it as YYYY-MM-DD.")
    if to.resolve() == truth.resolve():
        raise UsageError("The truth needs a folder of its own: the pipeline must never read it.")
    try:
        parameters = company.SampleParameters(
            people=people, seed=seed, months=months, until=last_day
        )
        with console.status("Simulating") as live:
            made = company.simulate(parameters, to, truth, progress=live.update)
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from error
    console.print(
        f"{made.people:,} people in {made.seconds:.0f} s: {sum(made.rows.values()):,} rows in "
        f"{made.files} files, {made.size / 1e6:,.0f} MB, in {to}; the truth in {truth}.\n"
        f"Use them: CUSTOMER360_EXTRACTS={to} customer360 run",
        soft_wrap=True,
    )


def benchmark(
    people: Annotated[int, typer.Option(min=100, help="Size of the sample company.")] = 100_000,
    seed: Annotated[int, typer.Option()] = 7,
    kills: Annotated[
        int, typer.Option(min=0, help="Instead, kill so many runs and count what it costs.")
    ] = 0,
    keep: Annotated[
        Path | None, typer.Option(help="With --kills: a folder to stop in and go on from.")
    ] = None,
    gates: Annotated[
        int, typer.Option(min=0, help="Instead, time fifteen expectations on so many rows.")
    ] = 0,
    interactions: Annotated[
        int, typer.Option(min=0, help="Instead, time the journeys of so many touchpoints.")
    ] = 0,
    statistics: Annotated[
        int, typer.Option(min=0, help="Instead, check the statistics on so many companies.")
    ] = 0,
) -> None:
    """Time a run by stage on a fresh sample company; writes a table under tests/benchmarks."""
    import tempfile

    from orchestration import benchmark as bench

    if kills:
        kept = ("--folder", keep) if keep else ()
        raise typer.Exit(bench.run_module("tests.crash", "--kills", kills, "--seed", seed, *kept))
    if gates:
        raise typer.Exit(bench.run_module("tests.benchmarks.gates", "--rows", gates))
    if interactions:
        journeys = ("tests.benchmarks.journeys", "--interactions", interactions)
        raise typer.Exit(bench.run_module(*journeys))
    if statistics:
        raise typer.Exit(bench.run_module("tests.benchmarks.statistics", "--seeds", statistics))

    with tempfile.TemporaryDirectory(prefix="customer360-") as folder:
        table = bench.benchmark(people, seed, Path(folder), console)
    console.print(table.read_text())
