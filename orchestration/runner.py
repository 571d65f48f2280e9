"""One run of the whole job in this process, with its events handed to whoever shows progress."""

from __future__ import annotations

import errno
import logging
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from orchestration import dbt, history, private, warehouse
from orchestration.settings import Settings

LOG = "run.log"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended; `failures` holds one sentence per failed step, and none if it succeeded."""

    run_id: str
    succeeded: bool
    failures: tuple[str, ...]


class DiskFullError(RuntimeError):
    """The disk took no more; what was published before is untouched."""


def prepare_dagster_home(settings: Settings) -> None:
    """Create Dagster's folder with its telemetry off."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    (settings.dagster_home / "dagster.yaml").write_text(history.instance(settings.dagster_home))


def run(
    settings: Settings,
    *,
    as_of: date | None = None,
    wait_seconds: float = 0.0,
    listen: Callable[[dg.DagsterEvent], None] = lambda _: None,
    selection: dg.AssetSelection | None = None,
    begin: Callable[[str], None] = lambda _: None,
) -> RunOutcome:
    """Run every asset and check, from extracts to the published snapshot, or a `selection` of them.

    What dbt prints goes to `run.log` in the build folder. `begin` is told the run's id, once it
    holds the warehouse.

    Raises WarehouseBusyError when another run holds the warehouse, DbtParseError when the dbt
    project does not parse, DiskFullError when even the history of the run could not be written.
    """
    try:
        return _run(settings, as_of, wait_seconds, listen, selection, begin)
    except (OSError, SQLAlchemyError) as error:
        if not _is_disk_full(error):
            raise
        raise DiskFullError(
            f"The disk of {settings.build} is full. Nothing was published; readers still see what "
            "they saw. Make room and run again."
        ) from error


def _run(
    settings: Settings,
    as_of: date | None,
    wait_seconds: float,
    listen: Callable[[dg.DagsterEvent], None],
    selection: dg.AssetSelection | None,
    begin: Callable[[str], None],
) -> RunOutcome:
    private.begin()
    settings.export()
    prepare_dagster_home(settings)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with (
        warehouse.hold(settings, wait_seconds=wait_seconds),
        dg.DagsterInstance.get() as instance,
        (settings.build / LOG).open("w") as log,
        redirect_stdout(log),
    ):
        dbt.parse(settings)
        run_id = str(uuid.uuid4())
        begin(run_id)
        instance.add_event_listener(run_id, lambda entry: _forward(entry, listen))
        result = _job(selection).execute_in_process(
            instance=instance,
            run_id=run_id,
            raise_on_error=False,
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                **({"ops": {"close_landing": {"config": {"as_of": str(as_of)}}}} if as_of else {}),
            },
        )
    failures = tuple(sentence(event) for event in result.all_events if event.is_step_failure)
    if not result.success and not failures:
        failures = ("The run failed before or between its steps; its log says why.",)
    return RunOutcome(run_id, result.success, failures)


def _job(selection: dg.AssetSelection | None) -> dg.JobDefinition:
    from orchestration.definitions import defs

    if selection is None:
        return defs.resolve_job_def("nightly")
    part = dg.Definitions(jobs=[dg.define_asset_job("part", selection)])
    return dg.Definitions.merge(defs, part).resolve_job_def("part")


def _is_disk_full(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, says that the disk took no more."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.OperationalError) and "disk" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _forward(entry: object, listen: Callable[[dg.DagsterEvent], None]) -> None:
    event = getattr(entry, "dagster_event", None)
    if event is not None:
        listen(event)


def sentence(event: dg.DagsterEvent) -> str:
    """What a failed step says, down to its first cause: `step: message`."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    message = error.message.strip() if error is not None else "failed"
    return f"{event.step_key}: {message}"
