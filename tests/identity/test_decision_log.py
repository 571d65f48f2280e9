"""Stewards' decisions stand among the events of customer numbers, by the day they took effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import identity
from tests.identity.conftest import connect, write
from tests.identity.families import RECYCLED_PHONE, TWINS
from tests.identity.test_decisions import decide, undo

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "decisions.csv"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as made:
        write(made, [*RECYCLED_PHONE, *TWINS])
        yield made


def run(connection: duckdb.DuckDBPyConnection, file: Path, day: date) -> list[tuple[str, date]]:
    """What the log says of decisions after a run on `day`, oldest first."""
    identity.resolve(connection, day, references=None, steward=identity.Decisions(file))
    return connection.execute(
        "select event, occurred_on from identity.events where decision_id is not null "
        "order by rowid"
    ).fetchall()


def test_a_decision_is_logged_once_on_the_day_of_the_run_that_obeys_it_and_once_when_undone(
    connection: duckdb.DuckDBPyConnection, file: Path
) -> None:
    assert run(connection, file, JUNE) == []
    decision = decide(file, "link crm:R1 crm:R2", JUNE)
    applied = [("decision_applied", JULY)]
    assert run(connection, file, JULY) == applied
    everything = connection.execute("from identity.events order by rowid").fetchall()
    assert run(connection, file, JULY) == applied
    assert connection.execute("from identity.events order by rowid").fetchall() == everything
    undo(file, decision)
    assert run(connection, file, AUGUST) == [*applied, ("decision_undone", AUGUST)]
    rows = connection.execute(
        "select e.event, e.customer_id = d.customer_a, e.other_customer_id = d.customer_b "
        "from identity.events as e join identity.decisions as d using (decision_id) "
        "order by e.rowid"
    ).fetchall()
    assert rows == [("decision_applied", True, None), ("decision_undone", True, True)]


def test_a_decision_that_expires_between_two_runs_ends_on_the_second(
    connection: duckdb.DuckDBPyConnection, file: Path
) -> None:
    decide(file, "unlink crm:T1 shop:T1", expires=date(2026, 6, 20))
    run(connection, file, JUNE)
    log = [("decision_applied", JUNE), ("decision_expired", JULY)]
    assert run(connection, file, JULY) == log
    assert run(connection, file, AUGUST) == log


def test_what_a_newer_decision_overruled_is_applied_again_once_that_is_undone(
    connection: duckdb.DuckDBPyConnection, file: Path
) -> None:
    decide(file, "link crm:R1 crm:R2")
    run(connection, file, JUNE)
    newer = decide(file, "unlink crm:R1 crm:R2", JUNE)
    assert sorted(run(connection, file, JUNE)) == [
        ("decision_applied", JUNE), ("decision_applied", JUNE), ("decision_overruled", JUNE),
    ]  # fmt: skip
    undo(file, newer)
    assert sorted(run(connection, file, JUNE)[3:]) == [
        ("decision_applied", JUNE), ("decision_undone", JUNE),
    ]  # fmt: skip


def test_a_decision_that_waits_or_was_never_in_force_is_no_event_and_one_that_loses_a_record_is(
    connection: duckdb.DuckDBPyConnection, file: Path
) -> None:
    decide(file, "link crm:R1 crm:not-there")
    undo(file, decide(file, "link crm:R1 crm:R2"))
    decide(file, "link crm:T1 crm:T2", expires=date(2026, 1, 2))
    assert run(connection, file, JUNE) == []
    decide(file, "unlink crm:R2 crm:T1")
    assert run(connection, file, JUNE) == [("decision_applied", JUNE)]
    write(connection, TWINS)
    log = [("decision_applied", JUNE), ("decision_waiting", JULY)]
    assert run(connection, file, JULY) == log
    file.unlink()
    assert run(connection, file, AUGUST) == log
