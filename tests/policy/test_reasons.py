"""Which number moved a customer, by tellings made by hand: alone, with another, or by neither."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.policy import Change, compare

NUMBERS = ", ".join(f"null::integer as {name}" for name in compare.NUMBERS[3:])
# Who stands where by each telling; everybody not named is active.
STATES = {
    "before": {},
    "after": {"by a": "lapsed", "by b": "lost", "by both": "lost", "by neither alone": "lost"},
    "only_a": {"by a": "lapsed", "by both": "lapsed"},
    "only_b": {"by b": "lost", "by both": "lapsed"},
    "only_c": {},
}
PEOPLE = ("by a", "by b", "by both", "by neither alone", "stays")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tellings of two lines, of which the shop's three numbers moved and the club's one."""
    with duckdb.connect() as found:
        found.execute("create schema landing; create schema conformed")
        found.execute("create table landing.as_of as select date '2026-06-30' as as_of")
        for schema, states in STATES.items():
            a, b, c = (1, 2, 3) if schema == "before" else (10, 20, 30)
            decision = "cancel" if schema == "before" else "decline"
            found.execute(
                f"""
                create schema {schema};
                create table {schema}.lifecycle_policy as
                select 'shop' as line_of_business, {a} as active_days, {b} as lost_days,
                    {c} as grace_days, {NUMBERS}
                union all
                select 'club', 5, 5, {c}, {", ".join(["null"] * (len(compare.NUMBERS) - 3))};
                create table {schema}.ending_decisions as
                select 'shop' as line_of_business, '{decision}' as decision, 'v' as policy_version;
                create table {schema}.lifecycle_events (
                    customer_id varchar, line_of_business varchar, event varchar, on_date date,
                    ended_by varchar
                );
                create table {schema}.customer_states (
                    customer_id varchar, line_of_business varchar, state varchar, is_new boolean,
                    purchases integer
                );
                create table {schema}.customer_risks (
                    customer_id varchar, line_of_business varchar, is_at_risk boolean
                )
                """
            )
            found.executemany(
                f"insert into {schema}.customer_states values (?, ?, ?, false, 1)",
                [
                    [who, line, states.get(who, "active") if line != "club" else "active"]
                    for who in PEOPLE
                    for line in ("shop", "club", "enterprise")
                ],
            )
        yield found


ALONE = {"active_days": "only_a", "lost_days": "only_b", "grace_days": "only_c"}


def reasons(found: list[Change], line: str) -> dict[str, str]:
    return {one.customer_id: one.because for one in found if one.line_of_business == line}


@pytest.mark.parametrize("line", ["shop", "enterprise"])
def test_the_number_that_does_it_alone_is_named_else_those_that_move_the_customer(
    connection: duckdb.DuckDBPyConnection, line: str
) -> None:
    found = compare.compare(connection, ALONE)
    told = reasons(list(found.changes), line)
    assert told["by a"] == "shop active_days 1 → 10"
    assert told["by b"] == "shop lost_days 2 → 20"
    assert told["by both"] == "shop active_days 1 → 10; shop lost_days 2 → 20"
    # Nobody can say which: all of the line, and none of another.
    assert told["by neither alone"].count("shop ") == 5 and "club" not in told["by neither alone"]
    assert "stays" not in told and found.customers_changed == 4


def test_a_line_nobody_changes_in_has_no_change(connection: duckdb.DuckDBPyConnection) -> None:
    assert not reasons(list(compare.compare(connection, ALONE).changes), "club")


def test_one_number_is_moved_and_the_rest_is_as_before(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    compare.move_alone(connection, "lost_days")
    assert connection.execute(
        "select line_of_business, active_days, lost_days, grace_days "
        "from conformed.lifecycle_policy order by all"
    ).fetchall() == [("club", 5, 5, 3), ("shop", 1, 20, 3)]
    decisions = "select decision from conformed.ending_decisions order by all"
    assert connection.execute(decisions).fetchall() == [("cancel",)]
    compare.move_alone(connection, "ended_by after decline")
    assert connection.execute(decisions).fetchall() == [("cancel",), ("decline",)]
    compare.move_alone(connection, "ended_by after cancel")
    assert connection.execute(decisions).fetchall() == []
    assert connection.execute(
        "select lost_days from conformed.lifecycle_policy order by all"
    ).fetchall() == [(2,), (5,)]
