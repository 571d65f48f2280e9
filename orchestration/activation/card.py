"""The card: one customer in one glance, found by number, e-mail, phone or a department's id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration import queries
from orchestration.activation import published, roles
from orchestration.company import countries, profile
from orchestration.quoting import filled, literal
from orchestration.settings import Settings

MOST = 20
_CUSTOMER = re.compile(r"C-[0-9A-HJKMNP-TV-Z]{10}")
_EMAIL = re.compile(r"[a-z0-9_%+-]+(\.[a-z0-9_%+-]+)*@([a-z0-9-]+\.)+[a-z]{2,}")
_MARTS = "published.marts"


class NobodyFoundError(LookupError):
    """Nobody is found under what was asked; the message does not repeat it."""


@dataclass(frozen=True)
class Action:
    """Something to do for the customer, why, and what stands against it (reasons of the marts)."""

    action: str
    why: str
    blocked_by: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One customer as a role may see them: column → value behind its mask."""

    customer_id: str
    role: str
    build: published.Build
    values: dict[str, Any]
    actions: tuple[Action, ...]
    replaces: str | None


@dataclass(frozen=True)
class Found:
    """Who answers to what was asked: one card, or several (number, masked name, state)."""

    card: Card | None
    several: tuple[tuple[str, str, str], ...]


def find(settings: Settings, asked: str, role: str, day: date) -> Found:
    """Look a customer up in the published marts and show what `role` may see on a day.

    A retired number finds the customer who took its place. Raises published.NothingPublishedError,
    roles.UnknownRoleError and NobodyFoundError.
    """
    seen = roles.columns(role, day)
    with published.reading(settings) as connection:
        found = customers(connection, asked.strip(), profile.read(settings.company).country)
        if not found:
            raise NobodyFoundError("Nobody is known by that number, address or id.")
        if len(found) > 1:
            return Found(None, _list(connection, found))
        (customer_id,) = found
        retired = asked.strip().upper() if asked.strip().upper() != customer_id else None
        is_retired = retired is not None and _CUSTOMER.fullmatch(retired)
        return Found(
            Card(
                customer_id=customer_id,
                role=role,
                build=published.build(connection),
                values=_values(connection, customer_id, seen),
                actions=actions(connection, customer_id) if "next_action" in seen else (),
                replaces=retired if is_retired else None,
            ),
            (),
        )


def customers(connection: duckdb.DuckDBPyConnection, asked: str, country: str) -> tuple[str, ...]:
    """The customers who answer to it, in order, at most MOST and one.

    Values stand in the query as literals: DuckDB skips by them, and by parameters it does not.
    """
    number = asked.upper()
    if _CUSTOMER.fullmatch(number):
        name, values = "customers_numbered", {"number": number}
    elif "@" in asked or (len(re.sub("[^0-9]", "", asked)) >= 7 and _is_phone(asked)):
        kind, value = _contact(asked, country)
        name, values = "customers_reached", {"kind": kind, "value": value}
    else:
        department, _, own = asked.rpartition(":")
        name, values = "customers_recorded", {"department": department.lower(), "own": own}
    query = filled(queries.text(__file__, f"{name}.sql"), values)
    rows = connection.execute(f"from ({query}) order by 1 limit {MOST + 1}").fetchall()
    return tuple(dict.fromkeys(str(customer) for (customer,) in rows))


def _is_phone(asked: str) -> bool:
    return re.fullmatch(r"[0-9 ()+./-]+", asked) is not None


def _contact(asked: str, country: str) -> tuple[str, str]:
    """(kind, value) in the form in which the marts hold them; the odd ones cost an import.

    `country` is that of phones written without a country code.
    """
    if "@" in asked:
        email = asked.lower()
        if not _EMAIL.fullmatch(email):
            from orchestration.identity.values import parsers

            email = parsers.emails([asked])["email"][0].as_py() or email
        return "email", email
    plain = countries.of(country)
    dense = re.sub(r"[^0-9+]", "", asked.replace("(0)", ""))
    if plain.local_phone and (local := re.match(plain.local_phone, dense)):
        return "phone", f"+{plain.calling_code}{local[1]}"
    from orchestration.identity.values import parsers

    return "phone", parsers.phones([asked], country)["phone"][0].as_py() or asked


def _values(
    connection: duckdb.DuckDBPyConnection, customer_id: str, seen: dict[str, str]
) -> dict[str, Any]:
    shown = ", ".join(
        f"{roles.masked(name, mask)} as {name}"
        for name, mask in seen.items()
        if name not in roles.NEXT_ACTION
    )
    found = connection.execute(
        f"select {shown} from {_MARTS}.customer_360 where customer_id = {literal(customer_id)}"
    )
    names = [column[0] for column in found.description]
    row = found.fetchone()
    assert row is not None
    return dict(zip(names, row, strict=True))


def actions(connection: duckdb.DuckDBPyConnection, customer_id: str) -> tuple[Action, ...]:
    """What to do for a customer, best first; see `next_best_actions`."""
    asked = filled(queries.text(__file__, "actions_of.sql"), {"customer_id": customer_id})
    rows = connection.execute(asked).fetchall()
    return tuple(Action(action, why, tuple(blocked)) for action, why, blocked in rows)


def _list(
    connection: duckdb.DuckDBPyConnection, found: tuple[str, ...]
) -> tuple[tuple[str, str, str], ...]:
    name = roles.masked("display_name", "initials")
    wanted = ", ".join(map(literal, found))
    rows = connection.execute(
        f"""
        select customer_id, coalesce({name}, ''), lifecycle_state from {_MARTS}.customer_360
        where customer_id in ({wanted}) order by customer_id
        """
    ).fetchall()
    return tuple((str(a), str(b), str(c)) for a, b, c in rows)
