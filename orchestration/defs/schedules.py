"""When the house runs, every night and whenever a department delivers; and who hears of what."""

import hashlib
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration import alerting, landing, publishing, runner, settings, warehouse
from orchestration.alerting import notices
from orchestration.company import profile

_COMPANY = profile.read(settings.from_environment().company)
_AUTOMATIC = settings.is_automatic()
_DELIVERY, _AGAIN_SECONDS = "customer360/delivery", 3600

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Extracts to published marts, gates included.",
)


def _as_of(day: str) -> dg.RunConfig:
    return dg.RunConfig(ops={"close_landing": {"config": {"as_of": day}}})


@dg.schedule(
    job=nightly,
    cron_schedule="30 2 * * *",
    execution_timezone=_COMPANY.time_zone,
    default_status=(
        dg.DefaultScheduleStatus.RUNNING if _AUTOMATIC else dg.DefaultScheduleStatus.STOPPED
    ),
)
def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Run at 02:30 by the company's clocks, as of the day before: the last day that is over."""
    today = _COMPANY.today(context.scheduled_execution_time)
    yesterday = (today - timedelta(days=1)).isoformat()
    return dg.RunRequest(run_key=yesterday, run_config=_as_of(yesterday))


@dg.sensor(
    job=nightly,
    minimum_interval_seconds=60,
    default_status=(
        dg.DefaultSensorStatus.RUNNING if _AUTOMATIC else dg.DefaultSensorStatus.STOPPED
    ),
)
def new_extracts(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Start a run when files have arrived, or have landed in a run that published nothing.

    What a run did not land or publish, because it failed or was killed, is asked for again once an
    hour, and not while a run is at work.
    """
    here = settings.from_environment()
    found = sorted(str(file) for file in landing.discover(here))
    if not found:
        landed_at, built_at = landing.landed_at(here), publishing.last_published_at(here)
        if landed_at is None or (built_at is not None and landed_at <= built_at):
            return dg.SkipReason("Every file in the extracts folder has been landed and published.")
        if warehouse.is_held(here):
            return dg.SkipReason("A run is at work on what has been landed.")
        hour = f"{datetime.now(UTC):%Y%m%dT%H}"
        return dg.RunRequest(run_key=f"unpublished since {landed_at.isoformat()}, {hour}")
    key = hashlib.sha256("\0".join(found).encode()).hexdigest()
    tags = {"customer360/new_files": str(len(found)), _DELIVERY: key}
    asked = context.instance.get_run_records(dg.RunsFilter(tags={_DELIVERY: key}), limit=1)
    if not asked:
        return dg.RunRequest(run_key=key, tags=tags)
    last = asked[0]
    if not last.dagster_run.is_finished:
        return dg.SkipReason("A run is at work on what has arrived.")
    if datetime.now(UTC).timestamp() - (last.end_time or 0) < _AGAIN_SECONDS:
        return dg.SkipReason("The run on what has arrived did not land it; it is tried again soon.")
    return dg.RunRequest(run_key=f"{key} after {last.dagster_run.run_id}", tags=tags)


@dg.sensor(minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def new_alerts(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Hand the alerts that a publish has brought to CUSTOMER360_ALERTS, each once."""
    target = settings.alerts()
    if not target:
        return dg.SkipReason("CUSTOMER360_ALERTS names nobody to hand alerts to.")
    done = alerting.hand_over(settings.from_environment(), target)
    return dg.SkipReason(f"{done.handed} alerts handed over, {done.left} left for the next tick.")


@dg.run_failure_sensor(minimum_interval_seconds=15, default_status=dg.DefaultSensorStatus.RUNNING)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """Give notice of each run that failed, once."""
    events = context.get_step_failure_events()
    failures = [runner.sentence(event) for event in events]
    notices.give(
        settings.from_environment(),
        notices.of_failure(context.dagster_run.run_id, failures),
    )


@dg.sensor(minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.RUNNING)
def late_builds(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Give notice, once a day, where nothing was published by CUSTOMER360_PUBLISHED_BY."""
    here = settings.from_environment()
    notice = notices.of_silence(here)
    if notice is None:
        return dg.SkipReason("Today's build is out, not due yet, or nobody waits for it.")
    gone = notices.give(here, notice)
    return dg.SkipReason(notice.message + (" Notice given." if gone else " Known."))
