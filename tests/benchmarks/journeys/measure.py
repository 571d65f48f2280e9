"""Runs SQL statement by statement and measures what each costs."""

from __future__ import annotations

import json
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psutil

from orchestration import dbt
from orchestration.settings import Settings

# From touchpoints to the tables people read; nothing else of the house.
TOUCHPOINTS = ("web_sittings", "visitor_spans", "web_visits", "interactions")
BAR = ("sessions", "journeys", "journey_steps", "journey_transitions", "repeat_contacts")
AFTER = ("top_interactions", "attribution")
# Kept once, as `conformed.journey_progress`.
VIEWS = frozenset(
    {"marts.journey_steps"}
    | {f"conformed.{goal}_steps" for goal in ("buy", "receive", "help", "claim", "renew", "leave")}
)
AFTER_PARTS = (
    "book_landmarks",
    "interaction_exposures",
    "interaction_comparisons",
    "interaction_losses",
    "interaction_rates",
    "marketing_touches",
    "conversion_touchpoints",
)


@dataclass
class Cost:
    """Wall and CPU seconds of one statement, the process's peak MB during it, rows it made."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    rows: int = 0


@dataclass
class Costs:
    """The statements of one run by name, in order."""

    by_name: dict[str, Cost] = field(default_factory=dict)

    def total(self, names: tuple[str, ...] | None = None) -> Cost:
        chosen = [cost for name, cost in self.by_name.items() if names is None or name in names]
        return Cost(
            sum(cost.seconds for cost in chosen),
            sum(cost.cpu_seconds for cost in chosen),
            max((cost.peak_mb for cost in chosen), default=0.0),
            sum(cost.rows for cost in chosen),
        )


@contextmanager
def measured(cost: Cost) -> Iterator[None]:
    """Fill `cost` with what the block took."""
    me, stop = psutil.Process(), threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            cost.peak_mb = max(cost.peak_mb, me.memory_info().rss / 1e6)

    thread = threading.Thread(target=watch, daemon=True)
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    thread.start()
    try:
        yield
    finally:
        cost.seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
        stop.set()
        thread.join()
    cost.cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compiled(settings: Settings, wanted: tuple[str, ...], given: set[str]) -> dict[str, str]:
    """The SQL of the wanted models and of all they need but `given`, in an order that works.

    Keys are `schema.table`. Raises subprocess.CalledProcessError when dbt cannot compile.
    """
    settings.export()
    dbt.run(settings, "compile", "--target-path", str(settings.dbt_target)).check_returncode()
    nodes = json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    models = {
        name: node
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["schema"] in ("conformed", "marts")
    }
    ordered: dict[str, str] = {}

    def add(name: str) -> None:
        node = models.get(name)
        if node is None or node["name"] in given or _table(node) in ordered:
            return
        for parent in node["depends_on"]["nodes"]:
            add(parent)
        ordered[_table(node)] = node["compiled_code"]

    for model in wanted:
        add(next(name for name, node in models.items() if node["name"] == model))
    return ordered


def _table(node: dict[str, str]) -> str:
    return f"{node['schema']}.{node['alias']}"


def build(
    database: Path, statements: dict[str, str], memory: str, views: frozenset[str] = VIEWS
) -> Costs:
    """Create each table from its query, one after the other, in one process on two threads."""
    costs = Costs()
    settings = {"threads": 2, "memory_limit": memory, "preserve_insertion_order": False}
    with duckdb.connect(str(database), config=settings) as connection:
        for table, query in statements.items():
            cost = costs.by_name[table.split(".")[1]] = Cost()
            with measured(cost):
                kind = "view" if table in views else "table"
                connection.execute(f"create or replace {kind} {table} as {query}")
            found = connection.execute(f"select count(*) from {table}").fetchall()
            cost.rows = int(found[0][0])
            print(
                f"{table}: {cost.seconds:.1f} s, {cost.cpu_seconds:.1f} CPU s, "
                f"{cost.peak_mb:,.0f} MB, {cost.rows:,} rows",
                flush=True,
            )
    return costs
