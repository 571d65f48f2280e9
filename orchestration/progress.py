"""What a person sees while a run works: one line per stage, with its count and its seconds."""

from __future__ import annotations

import time
from types import TracebackType

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from orchestration.terminal import styled

# Step key, or the prefix of several, and the words for it; in the order of a run.
STAGES = {
    "land": "Landing the extracts",
    "close_landing": "The day and the ledger",
    "gate_raw": "Gate: raw tables",
    "dbt_records": "Staging and customer records",
    "gate_records": "Gate: customer records",
    "statistics__text_readings": "Free texts",
    "resolve_identity": "Identity and households",
    "gate_identity": "Gate: identity",
    "dbt_conform": "Conformed tables",
    "gate_conformed": "Gate: conformed tables",
    "score_statistics": "Statistics",
    "dbt_marts": "Marts",
    "gate_marts": "Gate: marts",
    "published__current": "Publishing",
}


def stage_of(step_key: str) -> str:
    """The stage a step belongs to; an unknown step is a stage of its own."""
    return "land" if step_key.startswith("land_") else step_key


class StageProgress:
    """Listens to a run's events; a context manager around the run.

    On a terminal the running stage shows a live bar; elsewhere each stage is one line at its end.
    `stage` is the running stage's key; `seconds` holds wall seconds per stage that has ended.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("Starting", total=None)
        self.stage: str | None = None
        self._done = 0
        self._failed = False
        self._started = time.monotonic()
        self.seconds: dict[str, float] = {}

    def __enter__(self) -> StageProgress:
        self._bar.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._finish_stage()
        self._bar.stop()

    def __call__(self, event: dg.DagsterEvent) -> None:
        kind = event.event_type
        if kind == dg.DagsterEventType.STEP_START and event.step_key:
            self._enter_stage(stage_of(event.step_key))
        elif kind == dg.DagsterEventType.STEP_FAILURE:
            self._failed = True
        elif kind in (
            dg.DagsterEventType.ASSET_MATERIALIZATION,
            dg.DagsterEventType.ASSET_CHECK_EVALUATION,
        ):
            self._done += 1
            self._bar.update(self._task, completed=self._done)

    def _enter_stage(self, stage: str) -> None:
        if stage == self.stage:
            return
        self._finish_stage()
        self.stage, self._done, self._failed = stage, 0, False
        self._started = time.monotonic()
        self._bar.reset(self._task, total=None, description=STAGES.get(stage, stage))

    def _finish_stage(self) -> None:
        if self.stage is None:
            return
        elapsed = time.monotonic() - self._started
        self.seconds[self.stage] = self.seconds.get(self.stage, 0.0) + elapsed
        mark = "[red]✗[/red]" if self._failed else "[green]✓[/green]"
        words = STAGES.get(self.stage, self.stage)
        self._console.print(
            styled(
                mark + " {words} {done} assets and checks {elapsed} s",
                words=f"{words:<32}",
                done=f"{self._done:>5}",
                elapsed=f"{elapsed:7.1f}",
            )
        )
        self.stage = None
