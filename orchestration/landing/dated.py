"""Extracts drawn from a live database: its rows as they are now, kept as a dated Parquet file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import at_rest, databases
from orchestration.company.departments import Extract
from orchestration.databases import SourceError
from orchestration.landing.delivery import Delivery
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings


def delivery(extract: Extract, arriving: Path) -> Delivery:
    """The extract that can be drawn now; its name is the table's and the moment's, in UTC.

    The moment is in the name, so a later extract outranks an earlier one of the same day.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    return Delivery(
        extract, arriving / f"{extract.pattern}_{now:%Y-%m-%dT%H%M%S%f}.parquet", 0, now
    )


def fetch(delivery: Delivery, settings: Settings) -> None:
    """Write the table to `delivery.path`, in one snapshot; the same rows give the same bytes.

    Raises SourceError when the database or the table cannot be read.
    """
    extract = delivery.extract
    with at_rest.connect(
        config={
            "memory_limit": settings.memory_limit,
            "threads": settings.threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(settings.build / "spill"),
        }
    ) as connection:
        connection.execute("set TimeZone = 'UTC'")
        table = relation(connection, extract)
        names = [name for name, _ in columns(connection, extract)]
        keys = [c.extract_name for c in extract.columns if c.name in extract.key]
        order = sorted(names, key=lambda name: (name not in keys, names.index(name)))
        try:
            connection.execute(
                f"copy (select * from {table} order by {', '.join(map(quoted, order))}) "
                f"to {literal(str(delivery.path))} (format parquet)"
            )
        except duckdb.Error as error:
            raise _unreadable(extract, error) from None


def columns(connection: duckdb.DuckDBPyConnection, extract: Extract) -> list[tuple[str, str]]:
    """(name, type) of every column of the table. Raises SourceError when it is not there."""
    try:
        found = connection.execute(f"describe {relation(connection, extract)}").fetchall()
    except duckdb.Error as error:
        raise _unreadable(extract, error) from None
    return [(str(row[0]), str(row[1])) for row in found]


def relation(connection: duckdb.DuckDBPyConnection, extract: Extract) -> str:
    """The table's full name, quoted, its database attached. Raises SourceError when it is not."""
    schema, _, table = extract.pattern.rpartition(".")
    database = databases.attach(connection, extract.origin.location)
    return f"{database}.{quoted(schema or 'public')}.{quoted(table)}"


def _unreadable(extract: Extract, error: duckdb.Error) -> SourceError:
    return SourceError(
        f"{extract.name}: {extract.pattern} cannot be read from the database of "
        f"{extract.origin.location} ({type(error).__name__})."
    )
