"""A build that is lost at any point of a history gives the numbers it would have given."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import remembered
from orchestration.identity.numbering import number
from orchestration.settings import Settings
from tests.conftest import settings_in

START, DAYS, RECORDS = date(2026, 1, 1), 10, 60


def groups(day: int) -> list[tuple[str, int, str]]:
    """(record, group, first seen): people merge and split, records go and come, dates change."""
    chance = random.Random(day // 2)  # noqa: S311
    found = []
    for record in range(RECORDS):
        if chance.random() < 0.1 and day:
            continue
        group = record // 3 if chance.random() < 0.7 else chance.randrange(RECORDS)
        seen = START - timedelta(days=chance.randrange(400) if day > 4 else record)
        found.append((f"crm:{record}", group, seen.isoformat()))
    return found


def run(settings: Settings, day: int) -> list[Any]:
    """One night: recall, number, write down; what readers would see afterwards."""
    settings.build.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        remembered.recall(connection, settings)
        connection.execute("drop schema if exists identity_work cascade")
        connection.execute("create schema identity_work")
        connection.execute(
            "create table identity_work.assigned (record_id varchar, base integer, grp integer, "
            "first_seen_at timestamp, department varchar default 'crm', "
            "source_record_id varchar, matched_by varchar, match_weight double, face varchar)"
        )
        connection.executemany(
            "insert into identity_work.assigned (record_id, base, grp, first_seen_at) "
            "values ($1, $2, $2, $3)",
            groups(day),
        )
        number.number(connection, START + timedelta(days=day))
        remembered.write_down(connection, settings, run_id=f"run-{day}")
        return [
            connection.execute(f"from {table} order by all").fetchall()
            for table in ("identity.crosswalk", "identity.events", "identity.redirects")
        ]


@pytest.mark.parametrize("point", range(DAYS))
def test_numbers_events_and_redirects_are_those_of_a_build_that_was_never_lost(
    tmp_path: Path, point: int
) -> None:
    calm, harmed = settings_in(tmp_path / "calm"), settings_in(tmp_path / "harmed")
    older = b""
    for day in range(DAYS):
        wanted = run(calm, day)
        assert run(harmed, day) == wanted, day
        if day == max(0, point - 2):
            older = harmed.warehouse.read_bytes()
        if day == point:
            harmed.warehouse.unlink()
            assert run(harmed, day) == wanted
            harmed.warehouse.write_bytes(older)  # a backup of some nights ago
            assert run(harmed, day) == wanted
    kinds = {row[1] for row in wanted[1]}
    assert kinds == {"created", "merged", "split", "retired"}
