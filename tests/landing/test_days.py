"""A day of nobody's time is no day, whichever format brings it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.company.departments import Column
from tests.landing.house import CUSTOMERS, House

COLUMNS = (
    Column("person_id", "varchar", "Id", required=True),
    Column("born_on", "date", "Born"),
    Column("seen_at", "timestamp", "Seen", required=True),
)
DAYS = [
    ("a", "0001-01-01", None), ("b", "1900-01-01", None), ("c", "1900-01-02", "1900-01-02"),
    ("d", "2199-12-31", "2199-12-31"), ("e", "2200-01-01", None), ("f", "9999-12-31", "9999-12-31"),
]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_impossible_day_is_emptied_and_where_one_is_required_the_record_rejected(
    form: str, house: House, tmp_path: Path
) -> None:
    extract = replace(CUSTOMERS, format=form, pattern=f"people_*.{form}", columns=COLUMNS)
    house = replace(house, extract=extract)
    rows = [(name, day, "2026-01-01 10:00:00") for name, day, _ in DAYS]
    rows.append(("g", "2000-01-01", "0001-01-01 00:00:00"))
    with duckdb.connect() as connection:
        connection.execute('create table t ("Id" varchar, "Born" date, "Seen" timestamp)')
        connection.executemany("insert into t values (?, ?, ?)", rows)
        path = tmp_path / f"people_1.{form}"
        connection.execute(f"copy t to '{path}' (format {form})")
    receipt = house.fate(path.name, path.read_bytes())
    assert (receipt.loaded, receipt.rejected) == (6, 1)
    assert house.rows("person_id, born_on::varchar") == [(name, kept) for name, _, kept in DAYS]
    kinds = [kind for (kind,) in house.rejects("kind")]
    assert sorted(kinds) == ["record", "value", "value", "value"]
