"""A record's id given to the next person: a new number, and nothing of the old one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pytest

from orchestration import identity
from tests.identity.conftest import connect

DAYS = tuple(date(2026, 10, 28) + timedelta(days=n) for n in range(4))
GIVEN = ("Ada", "Bela", "Carys", "Dorian", "Elsbeth", "Fergus", "Greta", "Hamish", "Ines", "Jonty")
FAMILY = ("Abernathy", "Bickerstaff", "Cholmeley", "Dunstanville", "Entwhistle", "Featherby")


def person(number: int, record: str, **other: object) -> dict[str, object]:
    """A record of an invented person; numbers far apart share nothing but, at times, a name."""
    given = GIVEN[number % 10]
    family = FAMILY[number // 10 % 6] + "abcdefghij"[number // 60 % 10]
    return {
        "record_id": record, "department": "crm", "entity": "contact", "full_name": None,
        "given_name": given, "middle_name": None, "family_name": family,
        "birth_on": date(1940, 1, 1) + timedelta(days=37 * number),
        "email": f"{given}.{family}{number}@mail.example".lower(),
        "phone": f"07700 9{number * 7919 % 100_000:05}",
        "address_line_1": f"{number + 1} Gannet Row", "address_line_2": None,
        "postcode": f"EX{1 + number % 9} {number // 9 % 9}AB",
        "first_seen_at": datetime(2024, 1, 1), "last_seen_at": datetime(2026, 1, 1),
    } | other  # fmt: skip


class Register:
    """Who is whose number, night by night."""

    def __init__(self) -> None:
        self.connection = connect()
        self.connection.execute("create schema conformed")

    def night(self, day: date, people: list[dict[str, object]]) -> dict[str, str]:
        columns = list(person(0, "x"))
        kinds = {"birth_on": "date", "first_seen_at": "timestamp", "last_seen_at": "timestamp"}
        declared = ", ".join(f"{name} {kinds.get(name, 'varchar')}" for name in columns)
        self.connection.execute(f"create or replace table conformed.customer_records ({declared})")
        self.connection.executemany(
            f"insert into conformed.customer_records values ({', '.join('?' * len(columns))})",
            [[row[name] for name in columns] for row in people],
        )
        identity.resolve(self.connection, day, references=None, region="GB")
        return dict(
            self.connection.execute(
                "select record_id, customer_id from identity.crosswalk where valid_to is null"
            ).fetchall()
        )


@pytest.fixture
def register() -> Register:
    return Register()


def redirects(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None]]:
    return connection.execute(
        "select customer_id, replaced_by from identity.redirects order by 1"
    ).fetchall()


def test_a_hundred_ids_given_to_others_inherit_no_number_and_redirect_nobody(
    register: Register,
) -> None:
    staying = [person(n, f"crm:S{n}") for n in range(100, 140)]
    before = register.night(DAYS[0], staying + [person(n, f"crm:R{n}") for n in range(100)])
    given = [person(200 + n, f"crm:R{n}") for n in range(100)]
    after = register.night(DAYS[1], staying + given)
    recycled = [f"crm:R{n}" for n in range(100)]
    assert not {after[r] for r in recycled} & set(before.values())
    assert [after[p["record_id"]] for p in staying] == [before[p["record_id"]] for p in staying]  # type: ignore[index]
    assert redirects(register.connection) == sorted({(before[r], None) for r in recycled})
    owned = register.connection.execute(
        "select distinct owned_from from identity.crosswalk where valid_to is null "
        "and record_id like 'crm:R%'"
    ).fetchall()
    assert owned == [(DAYS[1],)]
    # The same night again changes nothing, and a third person is not the first one.
    assert register.night(DAYS[1], staying + given) == after
    third = register.night(DAYS[2], staying + [person(400 + n, f"crm:R{n}") for n in range(100)])
    assert not {third[r] for r in recycled} & {*before.values(), *after.values()}


CORRECTED: tuple[dict[str, object], ...] = (
    {"email": "new@mail.example", "phone": "07700 999999"},
    {"family_name": "Married", "email": "newer@mail.example", "postcode": "ZZ1 1ZZ"},
    {"given_name": "Adah", "birth_on": date(1940, 1, 2)},
    {"given_name": None, "family_name": None},
    {"given_name": "Z", "phone": None},
    {"birth_on": date(1911, 1, 1), "phone": "07700 999998", "postcode": "ZZ1 1ZZ"},
    {"given_name": "Zoltan", "family_name": "Newname"},  # the same birth date, e-mail and phone
)


def test_an_ordinary_correction_keeps_the_number(register: Register) -> None:
    numbers = [11 * n + 7 for n in range(len(CORRECTED))]
    before = register.night(DAYS[0], [person(n, f"crm:R{n}") for n in numbers])
    after = register.night(
        DAYS[1],
        [person(n, f"crm:R{n}", **changed) for n, changed in zip(numbers, CORRECTED, strict=True)],
    )
    assert after == before


def swapped(number: int) -> dict[str, object]:
    was = person(number, "")
    return {"given_name": was["family_name"], "family_name": was["given_name"]}


def test_names_the_other_way_round_are_a_correction(register: Register) -> None:
    bare = {"birth_on": None, "email": None, "phone": None}
    before = register.night(DAYS[0], [person(7, "crm:R", **bare), person(18, "crm:S")])
    again = register.night(DAYS[1], [person(7, "crm:R", **bare, **swapped(7)), person(18, "crm:S")])
    assert again == before


SHARED: tuple[tuple[str, ...], ...] = (
    (),
    ("postcode", "address_line_1"),  # the next one in the house
    ("given_name",),
    ("family_name", "phone", "postcode", "address_line_1"),  # a widow's son
)


def test_somebody_else_is_noticed_whatever_they_share(register: Register) -> None:
    numbers = [11 * n + 7 for n in range(len(SHARED))]
    before = register.night(
        DAYS[0], [person(n, f"crm:R{n}") for n in numbers] + [person(90, "crm:N")]
    )
    nameless = {"birth_on": None, "email": None, "phone": None, "postcode": None}
    after = register.night(
        DAYS[1],
        [
            person(300 + n + 1, f"crm:R{n}") | {name: person(n, "")[name] for name in shared}
            for n, shared in zip(numbers, SHARED, strict=True)
        ]
        + [person(401, "crm:N", address_line_1=None, **nameless)],
    )
    assert not set(after.values()) & set(before.values())


def test_an_id_given_away_after_it_was_gone_and_one_that_comes_back_the_same(
    register: Register,
) -> None:
    others = [person(11 * n + 2, f"crm:S{n}") for n in range(2, 9)]
    first = register.night(DAYS[0], [person(0, "crm:R"), person(1, "crm:B"), *others])
    register.night(DAYS[1], others)
    created = datetime(2026, 10, 29, 9)
    after = register.night(
        DAYS[2],
        [person(321, "crm:R", first_seen_at=created), person(1, "crm:B"), *others],
    )
    assert after["crm:B"] == first["crm:B"]
    assert after["crm:R"] != first["crm:R"]
    owned = register.connection.execute(
        "select owned_from from identity.crosswalk where record_id = 'crm:R' and valid_to is null"
    ).fetchall()
    assert owned == [(created.date(),)]
