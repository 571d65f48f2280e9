"""A private build with two marts, and how to rebuild, gate and publish it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import gates, publishing
from orchestration.settings import Settings

MARTS = ("marts.customer_360", "marts.household_360")
NEVER_NULL = """
expectations:
  - {expect: ExpectColumnValuesToNotBeNull, column: customer_id, name: filled, severity: critical}
  - {expect: ExpectTableRowCountToBeBetween, max_value: 9, name: few, severity: critical}
"""


@dataclass(frozen=True)
class House:
    """The build under test; build number n has n rows in every mart."""

    settings: Settings
    connection: duckdb.DuckDBPyConnection
    expectations: Path

    def rebuild(self, number: int) -> None:
        for mart, key in zip(MARTS, ("customer_id", "household_id"), strict=True):
            self.connection.execute(
                f"create or replace table {mart} as select 'X' || i as {key}, "
                f"{{'name': 1.5}} as weights, ['a', 'b'] as departments from range({number}) r (i)"
            )

    def gate(self, run_id: str, marts: tuple[str, ...] = MARTS) -> tuple[gates.GateResult, ...]:
        """Seal a build of the run's name and judge it."""
        sealed = publishing.seal(self.settings, self.connection, run_id=run_id, build_id=run_id)
        return publishing.judge(
            self.settings, self.connection, sealed, marts, expectations=(self.expectations,)
        )

    def publish(
        self, build_id: str, run_id: str | None = None, required: Collection[str] = MARTS
    ) -> publishing.Published:
        return publishing.publish(
            self.settings,
            self.connection,
            run_id=run_id or build_id,
            required_gates=required,
            build_id=build_id,
            expectations=(self.expectations,),
        )

    def build(self, number: int) -> publishing.Published:
        self.rebuild(number)
        self.gate(f"build-{number}")
        return self.publish(f"build-{number}")

    def describe(self, marts: dict[str, str]) -> None:
        """Write dbt's manifest: marts, each with the names of its personal columns."""
        nodes = {
            mart: {
                "resource_type": "model", "schema": "marts", "alias": mart, "description": "",
                "columns": {
                    name: {"name": name, "description": "", "meta": {"pii": "name"}}
                    for name in personal.split()
                },
            }
            for mart, personal in marts.items()
        }  # fmt: skip
        self.settings.dbt_target.mkdir(parents=True, exist_ok=True)
        (self.settings.dbt_target / "manifest.json").write_text(
            json.dumps({"nodes": nodes, "sources": {}})
        )

    def declare(self, text: str) -> None:
        path = self.expectations / "marts" / "customer_360.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
