"""Homes that are given up, shared by mail only, or written by halves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from orchestration import identity
from tests.identity.conftest import AS_OF, Record, Town, connect, write

BEFORE, AFTER = datetime(2024, 1, 1), datetime(2025, 6, 1)
_OLD: dict[str, Any] = {"address_line_1": "3 Tannery Row", "postcode": "BS3 1AB"}
_NEW: dict[str, Any] = {"address_line_1": "41 Larch Hill", "postcode": "BN2 5ZZ",
                        "first_seen_at": AFTER, "last_seen_at": AFTER}  # fmt: skip
_ZIP: dict[str, Any] = {"postcode": "60600"}


def _family(kind: str, names: str, surname: str) -> list[Record]:
    """A record each at the old home, and one each at the new one by another department."""
    return [
        Record(f"{department}:{kind}{i}", f"{name} {surname}", date(1980 + i, 1 + i, 9),
               f"{name}.{surname}@mail.test".lower(), **where)
        for i, name in enumerate(names.split())
        for department, where in (("crm", _OLD), ("shop", _NEW))
    ]  # fmt: skip


COUPLE = _family("C", "Ambrose Beatrix", "Quillfeather")
ALONE = [
    Record("crm:A", "Cornelius Drabble", date(1970, 2, 3), "cd@mail.test",
           address_line_1="8 Gorse Bank", postcode="BA2 2BB"),
    Record("shop:A", "Cornelius Drabble", date(1970, 2, 3), "cd@mail.test",
           address_line_1="77 Osier Walk", postcode="EX1 1EX", first_seen_at=AFTER,
           last_seen_at=AFTER),
]  # fmt: skip
BOX = [
    Record("crm:B1", "Desmond Ferriby", date(1966, 4, 4), "df@mail.test",
           address_line_1="5902 Juniper Court", **_ZIP),
    Record("shop:B1", "Desmond Ferriby", date(1966, 4, 4), "df@mail.test",
           address_line_1="PO Box 6846", last_seen_at=AFTER, **_ZIP),
    Record("crm:B2", "Eulalia Gantry", date(1968, 8, 8), address_line_1="PO Box 6846", **_ZIP),
    Record("crm:B3", "Fabian Hathersage", date(1971, 8, 8), address_line_1="PO Box 6847", **_ZIP),
]  # fmt: skip
NUMBERED = [
    Record("crm:N1", "Gideon Inchbald", date(1961, 1, 4), address_line_1="12 1st Avenue", **_ZIP),
    Record("crm:N2", "Hester Jolliffe", date(1962, 1, 5), address_line_1="12 2nd Avenue", **_ZIP),
]  # fmt: skip
HALVES = [
    Record("crm:H1", "Ignatius Kettlewell", date(1963, 2, 4), address_line_1="907", **_ZIP),
    Record("crm:H2", "Jocasta Lovibond", date(1964, 2, 5), address_line_1="907 Cobalt Drive",
           **_ZIP),
    Record("crm:H3", "Kenelm Lovibond", date(1965, 2, 6), address_line_1="907", **_ZIP),
    Record("crm:H4", "Leocadia Lovibond", date(1966, 2, 7), address_line_1="Cobalt Drive", **_ZIP),
]  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    connection = connect()
    write(connection, [*COUPLE, *ALONE, *BOX, *NUMBERED, *HALVES])
    identity.resolve(connection, AS_OF, references=None)
    yield Town(connection)
    connection.close()


def _memberships(town: Town, record: str) -> list[tuple[str, str | None]]:
    return town.connection.execute(
        """
        select m.household_id, m.valid_to::varchar
        from identity.household_memberships as m
        join identity.crosswalk as c on m.customer_id = c.customer_id and c.valid_to is null
        where c.record_id = ?
        order by m.valid_from
        """,
        [record],
    ).fetchall()


def test_a_couple_that_moves_together_stays_one_household_at_its_new_home(town: Town) -> None:
    ((household, until),) = _memberships(town, "crm:C0")
    assert until is None
    assert _memberships(town, "crm:C1") == [(household, None)]
    assert town.household("crm:C0")[2] == 2
    line = town.connection.execute(
        "select address_line_1 from identity.households where household_id = ?", [household]
    ).fetchall()
    assert line == [("41 Larch Hill",)]


def test_whoever_moves_alone_begins_another_household(town: Town) -> None:
    (old, until), (new, still) = _memberships(town, "crm:A")
    assert old != new
    assert (until, still) == ("2025-06-01", None)


def test_a_post_box_is_nobodys_home_while_one_of_its_holders_has_another(town: Town) -> None:
    assert town.household("crm:B1") == town.household("crm:B2")
    line = town.connection.execute(
        "select address_line_1 from identity.households where household_id = ?",
        [town.household("crm:B2")[0]],
    ).fetchall()
    assert line == [("5902 Juniper Court",)]


def test_two_post_boxes_are_two_however_alike(town: Town) -> None:
    assert town.household("crm:B3")[2] == 1


def test_first_and_second_avenue_are_two_streets(town: Town) -> None:
    assert town.household("crm:N1")[0] != town.household("crm:N2")[0]


def test_half_an_address_means_the_whole_one_of_the_same_surname_only(town: Town) -> None:
    assert len({town.household(f"crm:H{i}")[0] for i in (2, 3, 4)}) == 1
    assert town.household("crm:H1")[2] == 1
