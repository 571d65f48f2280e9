"""What a mart holds, in a few figures that two copies of it share and a changed one does not."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration import queries
from orchestration.publishing.snapshot import STAMPS
from orchestration.quoting import quoted


@dataclass(frozen=True)
class Content:
    """A mart's columns, as (name, type) in order, its rows, and a digest of them in any order.

    The stamps of a build are no part of it.
    """

    columns: tuple[tuple[str, str], ...]
    rows: int
    digest: str


def of(connection: duckdb.DuckDBPyConnection, database: str, mart: str) -> Content:
    """The content of `database.marts.mart`.

    Rows are hashed with 64 bits, and two sums of these are kept: enough to notice what was written
    by mistake or in a race. Against forged files there is the sha256 of the whole.
    """
    table = f"{quoted(database)}.marts.{quoted(mart)}"
    described = connection.execute(f"describe {table}").fetchall()
    columns = tuple((str(row[0]), str(row[1])) for row in described if row[0] not in STAMPS)
    names = ", ".join(quoted(name) for name, _ in columns)
    ((rows, total, folded),) = connection.execute(
        f"select count(*), sum(cast(h as hugeint)), bit_xor(hash(h)) "
        f"from (select hash(row({names})) as h from {table})"
    ).fetchall()
    return Content(columns, int(rows), f"{total or 0:x}-{folded or 0:x}")


def marts_of(connection: duckdb.DuckDBPyConnection, database: str) -> tuple[str, ...]:
    """Every table and view of schema `marts` of a database, in order."""
    found = connection.execute(
        queries.text(__file__, "marts_of.sql"),
        [database],
    ).fetchall()
    return tuple(str(name) for (name,) in found)
