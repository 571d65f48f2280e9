"""The tombstones of people, made from what the warehouse holds of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date

import duckdb

from orchestration import sealed
from orchestration.company.departments import Extract
from orchestration.landing import content, ledger
from orchestration.landing.archive import Archived, standing
from orchestration.landing.receipts import QuarantineError
from orchestration.landing.staged import TYPED, clear
from orchestration.privacy import belongings, keys
from orchestration.privacy.tombstones import Tombstone
from orchestration.settings import Settings

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WHOLE_NUMBERS = {"integer": 1_800_000_000, "bigint": 8_000_000_000_000_000_000}


def of(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    customers: Iterable[str],
    request: str,
    on: date,
) -> tuple[Tombstone, ...]:
    """Tombstones of whatever names these customers, a person for each.

    `gathered` and `mine` in the connection hold the values themselves, for the search that
    follows. Files that newer ones have taken the place of are read again for what only they say.
    """
    keys.add_macros(connection, keys.key(settings))
    people = {_drawn(10): [customer] for customer in sorted(set(customers))}
    belongings.begin(connection, people)
    tables = belongings.tables(connection)
    belongings.follow(connection, tables)
    for extract in tables:
        belongings.gather(connection, extract, belongings.raw(extract), extract.name)
    _superseded(connection, settings, tables)
    belongings.shared(connection, tables)
    found = _identifiers(connection, tables, request, on)
    found += _numbers(connection, settings, people, request, on)
    return tuple(found)


def _superseded(
    connection: duckdb.DuckDBPyConnection, settings: Settings, tables: tuple[Extract, ...]
) -> None:
    """Gather from files whose rows are no longer in a raw table: what a person was before."""
    folder = sealed.scratch(settings.build / "spool")
    for extract in tables:
        for receipt in ledger.receipts(connection, extract):
            if not receipt.is_accepted or not (receipt.superseded_by or receipt.shadows):
                continue
            path = standing(receipt.sha256, settings.archive)
            archived = Archived(receipt.sha256, receipt.size, path)
            try:
                content.parse(connection, extract, archived, folder)
            except (QuarantineError, OSError):
                continue
            label = f"{extract.name} {receipt.file_id}"
            belongings.claim(connection, extract, f"temp.{TYPED}", label)
            belongings.gather(connection, extract, f"temp.{TYPED}", label)
            clear(connection)


def _identifiers(
    connection: duckdb.DuckDBPyConnection, tables: tuple[Extract, ...], request: str, on: date
) -> list[Tombstone]:
    day = on.isoformat()
    kinds = {
        namespace: column.data_type.lower()
        for extract in tables
        for namespace, name in extract.record_ids
        for column in extract.columns
        if column.name == name
    }
    found = []
    for namespace, value, person, hashed, loose in connection.execute(
        "select namespace, value, person, keyed('id|' || namespace || '|' || value), "
        "keyed('any|' || value) from mine where value is not null order by all"
    ).fetchall():
        stands_as = _stand_in(kinds.get(namespace, "varchar"), str(value), person)
        found.append(Tombstone("id", hashed, person, request, day, stands_as))
        found.append(Tombstone("any", loose, person, request, day, stands_as))
    found += [
        Tombstone(kind, hashed, person, request, day, None, bool(is_shared))
        for kind, person, hashed, is_shared in connection.execute(
            "select g.kind, g.person, keyed(g.kind || '|' || g.value), s.kind is not null "
            "from gathered as g left join (select distinct * from shared) as s "
            "on s.kind = g.kind and s.value = g.value "
            "order by all"
        ).fetchall()
    ]
    return found


def _numbers(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    people: dict[str, list[str]],
    request: str,
    on: date,
) -> list[Tombstone]:
    """Customer numbers, those of before included; each is replaced by another drawn by lot."""
    secret, found = keys.key(settings), []
    for person, given in people.items():
        stands_as = "C-" + _drawn(10)
        before = connection.execute(
            "select distinct customer_id from identity.redirects where replaced_by = ?", given
        ).fetchall()
        for place, number in enumerate([*given, *(row[0] for row in before)]):
            hashed = keys.keyed(secret, f"customer|{number}")
            new = stands_as if place == 0 else "C-" + _drawn(10)
            found.append(Tombstone("customer", hashed, person, request, on.isoformat(), new))
    return found


def _stand_in(kind: str, value: str, person: str) -> str:
    """What stands in the place of an id, in the id's own type."""
    if kind in _WHOLE_NUMBERS:
        return str(_WHOLE_NUMBERS[kind] + secrets.randbelow(_WHOLE_NUMBERS[kind] // 10))
    if value.isdigit() and kind != "varchar":
        return "9" + str(secrets.randbelow(10**14)).zfill(14)
    return f"X{person}-{_drawn(6)}"


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
