"""One real run in a process of its own, saying on standard output which step it has reached."""

from __future__ import annotations

import sys

import dagster as dg

from orchestration import runner, settings


def say(event: dg.DagsterEvent) -> None:
    """One line per step: `step <key>`."""
    if event.event_type == dg.DagsterEventType.STEP_START:
        sys.__stdout__.write(f"step {event.step_key}\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    outcome = runner.run(settings.from_environment(), listen=say)
    print(*outcome.failures, sep="\n", file=sys.stderr)
    raise SystemExit(0 if outcome.succeeded else 1)
