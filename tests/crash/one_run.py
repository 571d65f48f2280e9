"""One real run in a process of its own, saying on standard output how far it is.

`held`: the warehouse is held and open, what a killed run left in it recovered. `step <key>`: a
step begins. `cpu <seconds>`: the processor's seconds so far. `error <words>`: a step has failed.
With an argument, only that part of the job is run.
"""

from __future__ import annotations

import sys
import time

import dagster as dg

from orchestration import runner, settings, warehouse
from tests.crash.moments import selection


def say(words: str) -> None:
    sys.__stdout__.write(words + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def listen(event: dg.DagsterEvent) -> None:
    if event.event_type == dg.DagsterEventType.STEP_START:
        say(f"cpu {time.process_time()}")
        say(f"step {event.step_key}")


def main(part: str) -> None:
    here = settings.from_environment()
    with warehouse.hold(here):
        with warehouse.connect(here) as connection:
            connection.execute("select count(*) from duckdb_tables()")
        say("held")
        here.export()
        outcome = runner.run(here, listen=listen, selection=selection(part))
    for failure in outcome.failures:
        say(f"error {failure!r}")
    raise SystemExit(0 if outcome.succeeded else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
