"""The `customer360` command: the same actions as the Makefile, with a sentence for every error."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration import settings as settings_module
from orchestration.settings import PROJECT, Settings

app = typer.Typer(
    help="Departmental extracts in; agreed customers, households, journeys and outcomes out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(file=sys.stdout, highlight=False)


class UsageError(Exception):
    """What the user asked for cannot be done; the message says why. Exit status 2."""


def _settings() -> Settings:
    try:
        return settings_module.from_environment()
    except ValueError as error:
        raise UsageError(str(error)) from error


def _day(text: str | None) -> date | None:
    if text is None or text == "":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a day. Write it as YYYY-MM-DD.") from error


@app.command()
def run(
    as_of: Annotated[
        str | None, typer.Option(help="Measure everything at this day; default: the newest landed.")
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for another run to finish.")
    ] = 0.0,
) -> None:
    """Run the whole job: land, resolve, model, gate, publish; then print what came of it."""
    from orchestration import runner, summary
    from orchestration.dbt import DbtParseError
    from orchestration.progress import StageProgress
    from orchestration.warehouse import WarehouseBusyError

    settings, day = _settings(), _day(as_of)
    if not settings.extracts.is_dir():
        raise UsageError(
            f"There is no extracts folder at {settings.extracts}. Set CUSTOMER360_EXTRACTS, or "
            "make a sample company with: customer360 sample --to DIR"
        )
    try:
        with StageProgress(console) as progress:
            outcome = runner.run(settings, as_of=day, wait_seconds=wait, listen=progress)
    except (WarehouseBusyError, DbtParseError) as error:
        raise UsageError(str(error)) from error
    if not outcome.succeeded:
        summary.show_failure(console, settings, outcome)
        raise typer.Exit(1)
    summary.show(console, settings)


@app.command()
def status() -> None:
    """What is published now, and what it says."""
    from orchestration import summary
    from orchestration.publishing import PublishError

    try:
        summary.show(console, _settings())
    except PublishError as error:
        raise UsageError(str(error)) from error


@app.command()
def rollback() -> None:
    """Point the published marts back to the build before the current one."""
    from orchestration import publishing

    try:
        build = publishing.rollback(_settings())
    except publishing.PublishError as error:
        raise UsageError(str(error)) from error
    console.print(f"Published again: build {build.build_id}, {build.database}")


@app.command()
def dev(port: Annotated[int, typer.Option(min=1, max=65535)] = 3000) -> None:
    """Open Dagster on 127.0.0.1: lineage, schedules, the sensor and every check."""
    from orchestration import runner

    settings = _settings()
    settings.export()
    runner.prepare_dagster_home(settings)
    dagster = str(Path(sys.executable).with_name("dagster"))
    console.print(f"Dagster opens on http://127.0.0.1:{port}")
    os.chdir(PROJECT)
    os.execv(  # noqa: S606
        dagster,
        [dagster, "dev", "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)],
    )


@app.command()
def sample(
    to: Annotated[Path, typer.Option(help="Folder for the extracts; must be new or empty.")],
    truth: Annotated[Path, typer.Option(help="Folder for the planted truth.")],
    people: Annotated[int, typer.Option(help="How many people live in the world.")] = 2_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 7,
    months: Annotated[int, typer.Option(help="How far back the history goes.")] = 36,
    until: Annotated[str, typer.Option(help="The last day of the history.")] = "2026-10-31",
) -> None:
    """Write the extracts of the fictional company Harbour & Home, and its planted truth."""
    from orchestration import sample as company

    for folder in (to, truth):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not empty. Name a new folder.")
    last_day = _day(until)
    assert last_day is not None
    try:
        parameters = company.SampleParameters(
            people=people, seed=seed, months=months, until=last_day
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    with console.status("Simulating") as live:
        made = company.simulate(parameters, to, truth, progress=live.update)
    console.print(made)


@app.command()
def benchmark(
    people: Annotated[int, typer.Option(min=100, help="Size of the sample company.")] = 100_000,
    seed: Annotated[int, typer.Option()] = 7,
) -> None:
    """Time a run by stage on a fresh sample company; writes a table under tests/benchmarks."""
    import tempfile

    from orchestration import benchmark as bench

    with tempfile.TemporaryDirectory(prefix="customer360-") as folder:
        table = bench.benchmark(people, seed, Path(folder), console)
    console.print(table.read_text())


@app.command()
def docs() -> None:
    """Write the dbt docs as one offline page."""
    from orchestration import dbt

    try:
        page = dbt.docs(_settings())
    except dbt.DbtParseError as error:
        raise UsageError(str(error)) from error
    console.print(f"Open {page}")


def main() -> None:
    """Run the command; an error the user can mend is a sentence, not a traceback."""
    try:
        app()
    except UsageError as error:
        Console(stderr=True, highlight=False).print(f"[red]Error:[/red] {error}")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
