"""Running the house, looking at what it published, going back one build."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands.shared import UsageError, console, given_day, given_settings
from orchestration.company import departments
from orchestration.settings import PROJECT, Settings
from orchestration.terminal import escaped, styled

if TYPE_CHECKING:
    from orchestration import runner


def run(
    as_of: Annotated[
        str | None, typer.Option(help="Measure everything at this day; default: the newest landed.")
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for another run to finish.")
    ] = 0.0,
    policy: Annotated[
        str | None, typer.Option(help="Tell history by this version of the lifecycle policy.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Run even where nothing has changed since the last run.")
    ] = False,
) -> None:
    """Run the whole job: land, resolve, model, gate, publish; then print what came of it."""
    from orchestration import summary, unchanged

    settings, day = _by_version(given_settings(), policy), given_day(as_of)
    if not settings.extracts.is_dir():
        raise UsageError(
            f"There is no extracts folder at {settings.extracts}. Set CUSTOMER360_EXTRACTS, or "
            "make a sample company with: customer360 sample --to DIR --truth DIR"
        )
    if not departments.departments():
        raise UsageError(
            f"{settings.company} has no department yet: none of its folders departments/NAME has a "
            "contract, _NAME.yml."
        )
    _name_strangers(settings.extracts)
    _name_the_wrong()
    ground = None if force else unchanged.ground(settings, day)
    build = unchanged.build_on(settings, ground)
    if build:
        console.print(f"Nothing has changed since build {build}; --force runs all the same.")
        summary.show(console, settings)
        return
    if gone_on := _go_on(settings, ground, wait):
        console.print(f"The last run was interrupted behind its gates: build {gone_on} is out.")
        summary.show(console, settings)
        return
    carry_out(settings, day, wait)


def _go_on(settings: Settings, ground: str | None, wait: float) -> str | None:
    """Publish what an interrupted run on this ground had sealed and judged; which build that is."""
    from orchestration import dbt, promoting, unchanged, warehouse

    if unchanged.interrupted(settings, ground) is None or not settings.warehouse.exists():
        return None
    settings.export()
    try:
        with (
            warehouse.hold(settings, wait_seconds=wait),
            warehouse.connect(settings) as connection,
        ):
            run_id = unchanged.interrupted(settings, ground)  # another run may have ended by now
            if run_id is None:
                return unchanged.build_on(settings, ground)
            manifest = dbt.manifest(dbt.parse(settings))
            build = promoting.promote_interrupted(settings, connection, manifest, run_id)
    except (warehouse.WarehouseBusyError, dbt.DbtParseError) as error:
        raise UsageError(str(error)) from error
    if build is None:
        return None
    unchanged.remember(settings, ground)
    return build.build_id


def carry_out(settings: Settings, day: date | None, wait: float) -> None:
    """Run the whole job as of a day, and print what came of it; exit 1 where it stopped."""
    from orchestration import runner, summary, unchanged
    from orchestration.dbt import DbtParseError
    from orchestration.progress import StageProgress
    from orchestration.warehouse import WarehouseBusyError

    ground = unchanged.ground(settings, day)
    try:
        with StageProgress(console) as progress:
            outcome = runner.run(
                settings,
                as_of=day,
                wait_seconds=wait,
                listen=progress,
                begin=lambda run_id: unchanged.begin(settings, ground, run_id),
            )
    except (WarehouseBusyError, DbtParseError, runner.DiskFullError) as error:
        raise UsageError(str(error)) from error
    if not outcome.succeeded:
        summary.show_failure(console, settings, outcome)
        _give_notice(settings, outcome)
        raise typer.Exit(1)
    unchanged.remember(settings, ground)
    summary.show(console, settings)
    _name_the_wrong()


def _give_notice(settings: Settings, outcome: runner.RunOutcome) -> None:
    """Tell whoever runs the house that a run failed, where CUSTOMER360_NOTICES names them."""
    from orchestration.alerting import AlertError, notices

    try:
        notices.give(settings, notices.of_failure(outcome.run_id, outcome.failures))
    except AlertError as error:
        console.print(f"No notice could be given: {escaped(error)}")


def _by_version(settings: Settings, version: str | None) -> Settings:
    """The settings with the version of the policy that was asked for, if it exists."""
    from orchestration import policy

    chosen = replace(settings, policy=version or settings.policy)
    try:
        if chosen.policy:
            policy.named(chosen.policy)
    except policy.UnknownVersionError as error:
        raise UsageError(str(error)) from error
    return chosen


def _name_strangers(extracts: Path) -> None:
    """Say which folders no department's contract asks for: nothing in them will land."""
    known = {department.name for department in departments.departments()}
    strange = [
        escaped(folder.name)
        for folder in sorted(extracts.iterdir())
        if folder.is_dir() and folder.name not in known and not folder.name.startswith(".")
    ]
    if strange:
        names = ", ".join(strange)
        said = f"{escaped(extracts)}: no department is called {names}; left alone."
        console.print(styled("[yellow]![/yellow] {said}", said=said))


def _name_the_wrong() -> None:
    """Say which departments are left out because their contract is wrong, and what to do."""
    for one in departments.departments():
        if one.mistakes:
            fate = "stops the run" if one.is_essential else "left out, what landed before stays"
            count = len(one.mistakes)
            console.print(
                f"! {one.name}: {fate}: {count} {'mistakes' if count > 1 else 'mistake'} in its "
                f"contract. See: customer360 check {one.name}",
                markup=False,
            )


def status() -> None:
    """What is published now, and what it says."""
    from orchestration import summary
    from orchestration.publishing import PublishError

    try:
        summary.show(console, given_settings())
    except PublishError as error:
        raise UsageError(str(error)) from error


def publish() -> None:
    """Publish what the last run sealed and its gates passed, where only publishing failed."""
    from orchestration import dbt, promoting, warehouse
    from orchestration.dbt import DbtParseError
    from orchestration.publishing import PublishError

    settings = given_settings()
    settings.export()
    if not settings.warehouse.exists():
        raise UsageError("There is no warehouse yet. Start with: customer360 run")
    try:
        with warehouse.hold(settings), warehouse.connect(settings) as connection:
            build = promoting.promote_waiting(
                settings, connection, dbt.manifest(dbt.parse(settings))
            )
    except (PublishError, DbtParseError, warehouse.WarehouseBusyError) as error:
        raise UsageError(str(error)) from error
    console.print(f"Published: build {build.build_id}, {escaped(build.database)}")


def rollback() -> None:
    """Point the published marts back to the build before the current one."""
    from orchestration import publishing

    try:
        build = publishing.rollback(given_settings())
    except publishing.PublishError as error:
        raise UsageError(str(error)) from error
    console.print(f"Published again: build {build.build_id}, {build.database}")


def dev(port: Annotated[int, typer.Option(min=1, max=65535)] = 3000) -> None:
    """Open Dagster on 127.0.0.1: lineage, schedules, the sensor and every check."""
    from orchestration import dagster_server

    settings = given_settings()
    command = dagster_server.command(settings, port)
    console.print(f"Dagster opens on http://127.0.0.1:{port}")
    os.chdir(PROJECT)
    os.execv(command[0], command)  # noqa: S606


def docs() -> None:
    """Write the dbt docs as one offline page."""
    from orchestration import dbt

    try:
        page = dbt.docs(given_settings())
    except dbt.DbtParseError as error:
        raise UsageError(str(error)) from error
    console.print(f"Open {page}")


def hand_over(
    to: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="A folder; default: handed_over in the build folder."),
    ] = None,
) -> None:
    """Write what another engine's models start from as Parquet: docs/engines.md."""
    from orchestration import handing_over
    from orchestration.warehouse import WarehouseBusyError

    settings = given_settings()
    folder = to or settings.build / "handed_over"
    try:
        rows = handing_over.write(settings, folder)
    except (FileNotFoundError, handing_over.UnknownTypeError, WarehouseBusyError) as error:
        raise UsageError(str(error)) from error
    console.print(f"{len(rows)} tables, {sum(rows.values()):,} rows: {escaped(folder)}")
