"""Whatever the sightings say, everybody lives in one home at a time, and every home has somebody.

Histories are drawn at random: who was seen where and when, who shares a surname or a contact. They
hold moves on one day, moves back, partners of partners, and partners who moved in late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.identity.households import households, stays
from orchestration.privacy import keys
from tests.identity.conftest import connect

FIRST_DAY = date(2024, 1, 1)
UNKNOWN_DAY = date(1970, 1, 1)  # what homes take for the day of a record without one
STEP_DAYS = 10


@dataclass(frozen=True)
class Sighting:
    """A record of `person` at `home` (None: it gives no address), `step` times ten days in.

    A step of None is a record without a date.
    """

    person: int
    home: int | None
    step: int | None

    @property
    def seen_on(self) -> date | None:
        return None if self.step is None else FIRST_DAY + timedelta(days=STEP_DAYS * self.step)


SIGHTINGS = st.lists(
    st.builds(
        Sighting,
        person=st.integers(0, 4),
        home=st.none() | st.integers(0, 3),
        step=st.none() | st.integers(0, 15),
    ),
    min_size=1,
    max_size=24,
)
# One was last seen at home 1 before the partner moved out of it, and moved in only afterwards: two
# other homes were seen in between, and home 1 has more votes.
MOVED_IN_LATE = [
    *(Sighting(0, 1, step) for step in (1, 2, 3)),
    Sighting(0, 3, 0),
    Sighting(0, 0, 9),
    Sighting(1, 1, 2),
    *(Sighting(1, 2, step) for step in (5, 6)),
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        opened.execute("create schema identity; create schema identity_work")
        yield opened


def _house(
    connection: duckdb.DuckDBPyConnection,
    sightings: list[Sighting],
    surnames: list[int],
    kept: Collection[tuple[str, str]] = (),
) -> None:
    rows = [
        {
            "record_id": f"crm:{n}",
            "customer_id": f"C-{sighting.person}",
            "building": None if sighting.home is None else f"AA1 1AA|{sighting.home}|mill lane",
            "seen_on": sighting.seen_on or UNKNOWN_DAY,
            "seen_at": sighting.seen_on and datetime.combine(sighting.seen_on, time()),
            "given_name": "abcdefgh"[sighting.person] * 4,
            "family_name": ("ashdown", "birkett", "ashdowne")[surnames[sighting.person]],
            "phone": f"0791100000{surnames[sighting.person]}",
        }
        for n, sighting in enumerate(sightings)
    ]
    connection.register("drawn", pa.Table.from_pylist(rows, schema=_SCHEMA))
    connection.execute(
        """
        create or replace table identity_work.numbered as
        select record_id, customer_id from drawn;
        create or replace table identity_work.standardised as
        select record_id, seen_at as first_seen_at, seen_at as last_seen_at from drawn;
        create or replace table identity_work.evidence as
        select
            record_id, seen_at as first_seen_at, null::date as birth_on, given_name, family_name,
            phone, null::varchar as phone_alternative, null::varchar as email,
            'AA1 1AA' as postcode
        from drawn;
        create or replace table identity_work.input as
        select
            record_id, building as address_line_1, null::varchar as address_line_2,
            'Bath' as city, 'AA1 1AA' as postcode
        from drawn;
        create or replace table identity_work.located as
        select
            record_id, customer_id, building, building as text, null::varchar as flat, family_name,
            seen_on as last_on, false as is_workplace
        from drawn
        where building is not null;
        create or replace table identity_work.switchboards (phone varchar);
        create or replace table identity_work.flats as
        select distinct customer_id, building, flat, false as is_block from identity_work.located
        """
    )
    connection.unregister("drawn")
    stays.stays(connection)
    households.households(connection, kept)


def _memberships(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, list[tuple[date, date | None]]]:
    found: dict[str, list[tuple[date, date | None]]] = {}
    for customer, since, until in connection.execute(
        """
        select customer_id, valid_from, valid_to from identity.household_memberships
        order by customer_id, valid_from, valid_to nulls last
        """
    ).fetchall():
        found.setdefault(customer, []).append((since, until))
    return found


@given(sightings=SIGHTINGS, surnames=st.lists(st.integers(0, 2), min_size=5, max_size=5))
@example(sightings=MOVED_IN_LATE, surnames=[0, 0, 0, 0, 0])
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_everybody_lives_somewhere_and_in_one_home_at_a_time(
    connection: duckdb.DuckDBPyConnection, sightings: list[Sighting], surnames: list[int]
) -> None:
    _house(connection, sightings, surnames)
    lives = _memberships(connection)
    assert {f"C-{s.person}" for s in sightings if s.home is not None} <= set(lives)
    for spells in lives.values():
        for since, until in spells:
            assert since is not None
            assert until is None or since < until
        begins = [since for since, _ in spells[1:]]
        assert [until for _, until in spells] == [*begins, None]  # no gap and no overlap
    homes = {
        household
        for (household,) in connection.execute(
            "select household_id from identity.households"
        ).fetchall()
    }
    inhabited = {
        household
        for (household,) in connection.execute(
            "select household_id from identity.household_memberships"
        ).fetchall()
    }
    assert homes == inhabited


def test_whoever_moved_in_after_the_partner_had_left_does_not_move_along(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _house(connection, MOVED_IN_LATE, [0, 0, 0, 0, 0])
    reasons = connection.execute(
        "select count(*) from identity.household_memberships where reason like 'moved with%'"
    ).fetchall()
    assert reasons == [(0,)]
    assert _memberships(connection)["C-0"] == [
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 3, 31), None),
    ]


def test_whoever_lived_there_when_the_partner_left_moves_along_that_day(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    couple = [Sighting(0, 1, 1), Sighting(0, 1, 2), Sighting(1, 1, 2), Sighting(1, 2, 5)]
    _house(connection, [*couple, Sighting(1, 2, 6)], [0, 0, 0, 0, 0])
    rows = connection.execute(
        """
        select home, valid_from, valid_to from identity_work.residents
        where customer_id = 'C-0' order by valid_from
        """
    ).fetchall()
    assert [(since, until) for _, since, until in rows] == [
        (date(2024, 1, 11), date(2024, 2, 20)),
        (date(2024, 2, 20), None),
    ]


_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()), ("customer_id", pa.string()), ("building", pa.string()),
        ("seen_on", pa.date32()), ("seen_at", pa.timestamp("us")), ("given_name", pa.string()),
        ("family_name", pa.string()), ("phone", pa.string()),
    ]
)  # fmt: skip


def _of(connection: duckdb.DuckDBPyConnection, customer: str) -> set[str]:
    return {
        str(number)
        for (number,) in connection.execute(
            "select household_id from identity.household_memberships where customer_id = ?",
            [customer],
        ).fetchall()
    }


def test_a_household_keeps_the_number_of_its_founder_when_the_founder_is_erased(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    keys.add_macros(connection, b"secret")
    stay = [Sighting(1, 1, step) for step in (1, 4)]
    moved = [Sighting(2, 1, 1), *(Sighting(2, 2, step) for step in (8, 9))]
    founded = [Sighting(0, 1, 0), Sighting(0, 1, 3)]
    _house(connection, [*founded, *stay, *moved], [0, 0, 0, 0, 0])
    before = _of(connection, "C-1")
    assert before == _of(connection, "C-0")
    kept = [
        (number, keys.keyed(b"secret", f"customer|{member}"))
        for number in before
        for member in ("C-1", "C-2")
    ]
    _house(connection, [*stay, *moved], [0, 0, 0, 0, 0])
    assert _of(connection, "C-1") != before  # the number told who founded it
    _house(connection, [*stay, *moved], [0, 0, 0, 0, 0], kept)
    assert _of(connection, "C-1") == before
