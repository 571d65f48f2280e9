"""Numbers last: reruns change nothing, late evidence restates history and leaves a trace."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from orchestration import identity
from orchestration.identity.numbering import number
from orchestration.privacy import keys
from tests.identity.conftest import AS_OF, STRANGERS, connect, write
from tests.identity.families import PLANTED

DAY_1, DAY_2, DAY_3 = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


class Register:
    """Numbering alone, on groups given by hand."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        number.create_tables(self.connection)
        self.connection.execute("create schema identity_work")

    def number(self, as_of: date, *groups: str, erased: tuple[str, ...] = ()) -> dict[str, str]:
        """Number groups written `a1 a2`; the digit is the year a record was first seen."""
        rows = [
            (record, "crm", record, datetime(2000 + int(record[1:]), 1, 1), n, n, "score", 9.0)
            for n, group in enumerate(groups)
            for record in group.split()
        ]
        self.connection.execute(
            "create or replace table identity_work.assigned (record_id varchar, "
            "department varchar, source_record_id varchar, first_seen_at timestamp, "
            "base bigint, grp bigint, matched_by varchar, match_weight double, face varchar)"
        )
        self.connection.executemany(
            "insert into identity_work.assigned values (?, ?, ?, ?, ?, ?, ?, ?, null)", rows
        )
        number.number(self.connection, as_of, erased)
        return dict(
            self.connection.execute(
                "select record_id, customer_id from identity.crosswalk where valid_to is null"
            ).fetchall()
        )

    def events(self, day: date) -> list[tuple[str, str, str | None]]:
        return self.connection.execute(
            "select event, customer_id, replaced_by from identity.events "
            "where occurred_on = ? order by 1, 2, 3",
            [day],
        ).fetchall()

    def redirects(self) -> dict[str, str | None]:
        return dict(
            self.connection.execute(
                "select customer_id, replaced_by from identity.redirects"
            ).fetchall()
        )


@pytest.fixture
def register() -> Register:
    return Register()


def test_a_fresh_build_of_the_same_groups_gives_the_same_numbers(register: Register) -> None:
    assert register.number(DAY_1, "a1 a2", "b3") == Register().number(DAY_2, "b3", "a2 a1")


def test_a_number_is_opaque_and_survives_new_records(register: Register) -> None:
    before = register.number(DAY_1, "a5", "b3")
    after = register.number(DAY_2, "a5 a1 a2", "b3")
    assert before["a5"].startswith("C-")
    assert len(before["a5"]) == 12
    assert after["a1"] == after["a5"] == before["a5"]
    assert register.events(DAY_2) == []


def test_on_a_merge_the_oldest_survives_and_the_other_redirects(register: Register) -> None:
    before = register.number(DAY_1, "a4 a5 a6", "b1")
    after = register.number(DAY_2, "a4 a5 a6 b1")
    assert set(after.values()) == {before["b1"]}
    assert register.events(DAY_2) == [("merged", before["a4"], before["b1"])]
    assert register.redirects() == {before["a4"]: before["b1"]}


def test_on_a_split_the_largest_part_keeps_the_number(register: Register) -> None:
    before = register.number(DAY_1, "a1 a2 a3")
    after = register.number(DAY_2, "a1", "a2 a3")
    assert after["a2"] == after["a3"] == before["a1"]
    assert after["a1"] != before["a1"]
    assert ("split", before["a1"], after["a1"]) in register.events(DAY_2)
    assert register.redirects() == {}


def test_a_redirect_always_leads_to_a_living_number(register: Register) -> None:
    first = register.number(DAY_1, "a3", "b2", "c1")
    register.number(DAY_2, "a3 b2", "c1")
    register.number(DAY_3, "a3 b2 c1")
    assert register.redirects() == {first["a3"]: first["c1"], first["b2"]: first["c1"]}


def test_a_customer_without_records_is_retired_and_returns_under_the_same_number(
    register: Register,
) -> None:
    before = register.number(DAY_1, "a1", "b2")
    register.number(DAY_2, "b2")
    assert register.events(DAY_2) == [("retired", before["a1"], None)]
    assert register.redirects() == {before["a1"]: None}
    assert register.number(DAY_3, "a1", "b2") == before
    assert register.redirects() == {}


def test_the_crosswalk_says_whose_a_record_was_on_any_day(register: Register) -> None:
    before = register.number(DAY_1, "a1 a2 a3")
    after = register.number(DAY_2, "a1", "a2 a3")
    rows = register.connection.execute(
        "select customer_id, valid_from, valid_to from identity.crosswalk "
        "where record_id = 'a1' order by valid_from"
    ).fetchall()
    assert rows == [(before["a1"], DAY_1, DAY_2), (after["a1"], DAY_2, None)]


def test_the_same_groups_on_the_same_day_change_nothing(register: Register) -> None:
    register.number(DAY_1, "a1 a2", "b3")
    tables = [f"from identity.{t} order by all" for t in ("crosswalk", "events", "redirects")]
    before = [register.connection.execute(table).fetchall() for table in tables]
    register.number(DAY_1, "a1 a2", "b3")
    assert [register.connection.execute(table).fetchall() for table in tables] == before


def test_a_second_run_changes_no_table_and_a_tenth_more_records_hardly_any_number() -> None:
    connection = connect()
    write(connection, PLANTED)

    def rows(table: str) -> list[tuple[object, ...]]:
        return connection.execute(f"from identity.{table} order by all").fetchall()

    connection.execute(
        "create table everybody as from conformed.customer_records; "
        "delete from conformed.customer_records where hash(record_id) % 11 = 0"
    )
    identity.resolve(connection, AS_OF, references=None)
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'identity'"
    ).fetchall()
    before = {table: rows(table) for (table,) in tables}
    identity.resolve(connection, AS_OF, references=None)
    after = {table: rows(table) for (table,) in tables}
    assert after == before
    connection.execute("create or replace table conformed.customer_records as from everybody")
    summary = identity.resolve(connection, AS_OF, references=None)
    changed = connection.execute(
        "select count(*) from identity.events where event in ('merged', 'split', 'retired')"
    ).fetchall()[0][0]
    assert changed / summary.customers <= 0.007
    assert summary.customers > STRANGERS


def test_a_customer_gone_from_an_earlier_day_returns_under_the_old_number(
    register: Register,
) -> None:
    today = register.number(DAY_2, "a1 a2", "b3")
    register.number(DAY_1, "a1 a2")
    assert register.redirects() == {today["b3"]: None}
    assert register.number(DAY_2, "a1 a2", "b3") == today
    assert register.redirects() == {}


def test_the_number_of_an_erased_customer_is_never_given_again() -> None:
    before = Register().number(DAY_1, "a1 a2", "b1")
    hashed = keys.keyed(b"secret", f"customer|{before['a1']}")
    anew = Register()
    keys.add_macros(anew.connection, b"secret")
    # A record that the rule keeps, or of a person who comes back, is the same record as before.
    after = anew.number(DAY_1, "a1 a2", "b1", erased=(hashed,))
    assert after["a1"] == after["a2"] != before["a1"]
    assert after["b1"] == before["b1"]
    # And it keeps the new one, also when that is erased.
    assert anew.number(DAY_2, "a1 a2", "b1", erased=(hashed,)) == after
    second = keys.keyed(b"secret", f"customer|{after['a1']}")
    third = Register()
    keys.add_macros(third.connection, b"secret")
    numbered = third.number(DAY_1, "a1 a2", "b1", erased=(hashed, second))
    assert numbered["a1"] not in (before["a1"], after["a1"])
