"""A small contract and the folders around it, for every landing test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration import landing
from orchestration.company.departments import Column, Extract
from orchestration.company.mapped import Reading
from orchestration.landing import Receipt
from orchestration.landing.ledger import raw_table
from orchestration.settings import Settings

CUSTOMERS = Extract(
    department="crm",
    table="people",
    description="One row per person.",
    owner="Tests",
    pattern="people_*.csv",
    format="csv",
    key=("person_id",),
    load="append",
    extra_columns="keep",
    event_time="seen_at",
    record_ids=(("crm", "person_id"),),
    columns=(
        Column("person_id", "varchar", "Id", required=True),
        Column("name", "varchar", "Name"),
        Column("seen_at", "timestamp", "Seen", required=True),
        Column("visits", "integer", "Visits"),
        Column("spend_gbp", "decimal(12,2)", "Spend", reading=Reading(currency="GBP")),
    ),
)
HEADER = "Id,Name,Seen,Visits,Spend\n"


@dataclass
class House:
    """One warehouse, one extract, one folder that deliveries arrive in."""

    settings: Settings
    connection: duckdb.DuckDBPyConnection
    extract: Extract = field(default=CUSTOMERS)

    def deliver(self, name: str, content: bytes | str) -> Path:
        folder = self.settings.extracts / self.extract.department
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.unlink(missing_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def land(self) -> tuple[Receipt, ...]:
        return landing.land(self.extract, self.connection, self.settings)

    def fate(self, name: str, content: bytes | str) -> Receipt:
        self.deliver(name, content)
        [receipt] = self.land()
        return receipt

    def rows(self, columns: str = "person_id, name, visits, spend_gbp") -> list[tuple[Any, ...]]:
        found = f"select {columns} from {raw_table(self.extract)} order by all"
        return self.connection.execute(found).fetchall()

    def rejects(self, columns: str = "line, column_name, kind") -> list[tuple[Any, ...]]:
        found = f"select {columns} from landing.rejects order by all"
        return self.connection.execute(found).fetchall()

    def with_contract(self, **changes: Any) -> House:
        return replace(self, extract=replace(self.extract, **changes))
