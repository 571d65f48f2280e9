"""The default gate: what every gated table must hold, with or without a suite of its own.

At least one row, and about as many as usual; a key that is unique, and filled like the required
columns; e-mails, phones, postcodes and birth dates of a raw table that look like it, nine in ten.
An empty table only warns, because a department may deliver nothing and a mart may rightly be
empty. A suite adds to this; where it speaks under the same name, such as `at least one row` being
critical, the suite wins.

It is one plain query per table: as Great Expectations the same would cost thirty times as much.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.company import countries
from orchestration.company.departments import Column, Extract
from orchestration.gates.errors import GateError
from orchestration.gates.keys import contract_of, key_of
from orchestration.gates.ledger import ROW_COUNT
from orchestration.gates.results import ExpectationResult
from orchestration.quoting import quoted

NOT_EMPTY = "at least one row"
_MAY_MISS = 0.1
_LOOKS = {
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "phone": r"^[+(]?[0-9][0-9 ()+./-]{7,}$",
}
_EARLIEST_BIRTH = "1905-01-01"

# A table half or twice its usual size is worth a look.
_SMALLEST, _LARGEST = 0.5, 2.0


@dataclass(frozen=True)
class Check:
    """One statement; `unexpected` and `evaluated` are SQL aggregates over the table."""

    name: str
    severity: str
    unexpected: str
    evaluated: str = "count(*)"
    column: str | None = None
    may_miss: float = 0.0


def checks(
    asset: str, dbt_package: Path, usual: int | None, country: str = ""
) -> tuple[Check, ...]:
    """The checks of an asset `schema.table` that usually has `usual` rows (None: not known).

    `country` is the company's, whose form a postcode must have; any will do where it is empty.
    """
    contract, key = contract_of(asset), key_of(asset, dbt_package)
    required = tuple(c.name for c in contract.columns if c.required) if contract else ()
    filled = tuple(dict.fromkeys((*key, *required)))
    return (
        Check(NOT_EMPTY, "warning", "if(count(*) = 0, 1, 0)"),
        _row_count(usual),
        *(_unique(asset, key) if key else ()),
        *(_filled(filled) if filled else ()),
        *(_looks(contract, country) if contract else ()),
    )


def evaluate(
    connection: duckdb.DuckDBPyConnection, asset: str, wanted: Collection[Check]
) -> tuple[int, tuple[ExpectationResult, ...]]:
    """The table's rows and the outcome of every check.

    Raises GateError when the table lacks a column it promises, or cannot be read.
    """
    schema, table = asset.split(".")
    counts = "".join(f", {check.unexpected}, {check.evaluated}" for check in wanted)
    query = f"select count(*){counts} from {quoted(schema)}.{quoted(table)}"
    try:
        ((rows, *found),) = connection.execute(query).fetchall()
    except duckdb.Error as error:
        raise GateError(f"{asset}: the table cannot be read ({type(error).__name__}).") from error
    results = tuple(
        ExpectationResult(
            check.name,
            check.column,
            check.severity,
            unexpected <= check.may_miss * evaluated,
            unexpected,
            evaluated,
        )
        for check, unexpected, evaluated in zip(wanted, found[::2], found[1::2], strict=True)
    )
    return rows, results


def _row_count(usual: int | None) -> Check:
    """Without a history it only records the count."""
    if usual is None:
        return Check(ROW_COUNT, "warning", "0")
    least, most = int(usual * _SMALLEST), max(1, int(usual * _LARGEST))
    return Check(ROW_COUNT, "warning", f"if(count(*) between {least} and {most}, 0, 1)")


def _unique(asset: str, key: tuple[str, ...]) -> tuple[Check]:
    schema, table = asset.split(".")
    columns = ", ".join(quoted(column) for column in key)
    repeated = (
        f"(select coalesce(sum(times), 0)::bigint from (select count(*) as times from "
        f"{quoted(schema)}.{quoted(table)} group by {columns} having count(*) > 1))"
    )
    return (Check("key is unique", "critical", repeated, column=", ".join(key)),)


def _filled(columns: tuple[str, ...]) -> tuple[Check]:
    missing = " or ".join(f"{quoted(column)} is null" for column in columns)
    unexpected = f"count(*) filter (where {missing})"
    name = "key and required columns are filled"
    return (Check(name, "critical", unexpected, column=", ".join(columns)),)


def _looks(contract: Extract, country: str) -> tuple[Check, ...]:
    """What a column's personal data should look like; some of it never does, so this warns."""
    return tuple(
        Check(
            f"{column.name} looks right",
            "warning",
            f"count(*) filter (where {wrong})",
            f"count({quoted(column.name)})",
            column.name,
            _MAY_MISS,
        )
        for column in contract.columns
        if (wrong := _wrong(column, country)) is not None
    )


def _wrong(column: Column, country: str) -> str | None:
    if column.name == "postcode":
        form = countries.of(country).postcode
        return f"not regexp_full_match({quoted(column.name)}, '{form}')" if form else None
    kind = column.pii
    if kind == "birth_date":
        return f"{quoted(column.name)} < date '{_EARLIEST_BIRTH}'"
    if kind in _LOOKS:
        return f"not regexp_matches({quoted(column.name)}, '{_LOOKS[kind]}')"
    return None
