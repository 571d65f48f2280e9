"""What landing writes down: a receipt for every file, every reject, every drift of a contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from orchestration import queries
from orchestration.company.departments import Extract, extracts
from orchestration.landing.receipts import Drift, QuarantineError, Receipt
from orchestration.landing.staged import REJECTS, REUSED
from orchestration.quoting import quoted

TABLES = queries.text(__file__, "tables.sql")
KEPT = "landing_kept"
KEPT_KEYS = "landing_kept_keys"
NO_NAME = "The file's name is not UTF-8; deliver it again under a sound one."
FIELDS = tuple(field.name for field in dataclasses.fields(Receipt))


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the ledger and an empty, contract-typed raw table for every contracted extract.

    What exists is left alone, so a table without any delivery can still be staged.
    """
    connection.execute(TABLES)
    known = _tables(connection)
    for extract in extracts():
        if (extract.schema, extract.table) not in known:
            _make_raw(connection, extract)


def write_contracts(connection: duckdb.DuckDBPyConnection) -> None:
    """Write to `landing.contracts` what the contracts promise of files, for a model to hold up."""
    delivered = [one for one in extracts() if not one.origin.is_attached]
    rows = [(one.department, one.table, one.freshness_hours) for one in delivered]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    connection.execute(
        "create or replace table landing.contracts as select "
        "unnest(?::varchar[]) as department, unnest(?::varchar[]) as table_name, "
        "unnest(?::integer[]) as freshness_hours",
        columns,
    )


def prepare_raw(connection: duckdb.DuckDBPyConnection, extract: Extract) -> bool:
    """Make one extract's raw table; True when it exists but its contract has changed since."""
    columns = _tables(connection).get((extract.schema, extract.table))
    if columns is None:
        _make_raw(connection, extract)
        return False
    return columns != [(name, kind.replace(" ", "").upper()) for name, kind in raw_columns(extract)]


def _tables(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Names and types of the columns of every raw table that exists."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and starts_with(schema_name, 'raw_') "
        "order by schema_name, table_name, column_index"
    ).fetchall():
        found.setdefault((schema, table), []).append((column, kind.replace(" ", "")))
    return found


def _make_raw(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in raw_columns(extract))
    connection.execute(f"create schema if not exists {quoted(extract.schema)}")
    connection.execute(f"create table {raw_table(extract)} ({columns})")


def raw_table(extract: Extract) -> str:
    """The raw table's name, quoted."""
    return f"{quoted(extract.schema)}.{quoted(extract.table)}"


def raw_columns(extract: Extract) -> list[tuple[str, str]]:
    """(name, type) of every raw column: the contract's, then what landing adds."""
    contracted = [(column.name, column.data_type) for column in extract.columns]
    return [
        *contracted,
        ("_extra", "varchar"),
        ("_file_id", "varchar"),
        ("_row", "bigint"),
        ("_loaded_at", "timestamp"),
    ]


def receipts(connection: duckdb.DuckDBPyConnection, extract: Extract) -> list[Receipt]:
    """Every receipt of one extract, in the order of landing."""
    rows = connection.execute(
        f"select {', '.join(FIELDS)} from landing.receipts "
        "where department = ? and table_name = ? order by sequence",
        [extract.department, extract.table],
    ).fetchall()
    return [Receipt(*row) for row in rows]


def write_receipt(connection: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Write one receipt, in place of an earlier one of the same file."""
    connection.execute("delete from landing.receipts where file_id = ?", [receipt.file_id])
    connection.execute(
        f"insert into landing.receipts ({', '.join(FIELDS)}) "
        f"values ({', '.join('?' * len(FIELDS))})",
        list(dataclasses.astuple(receipt)),
    )


def write_receipts(connection: duckdb.DuckDBPyConnection, receipts: Sequence[Receipt]) -> None:
    """Write many receipts, in place of earlier ones of the same files."""
    if not receipts:
        return
    columns = zip(*map(dataclasses.astuple, receipts), strict=True)
    connection.register(
        "landing_batch", pa.table(dict(zip(FIELDS, map(list, columns), strict=True)))
    )
    try:
        connection.execute(
            "delete from landing.receipts where file_id in (select file_id from landing_batch)"
        )
        connection.execute(
            f"insert into landing.receipts ({', '.join(FIELDS)}) "
            f"select {', '.join(FIELDS)} from landing_batch"
        )
    finally:
        connection.unregister("landing_batch")


def write_drifts(
    connection: duckdb.DuckDBPyConnection,
    receipts: Sequence[Receipt],
    drift: Sequence[Drift],
) -> None:
    """Write the same drift of every one of new receipts."""
    of_file = ("file_id", "department", "table_name", "file_name")
    names = (*of_file, "kind", "column_name", "detail", "action")
    rows = [
        (*(getattr(receipt, name) for name in of_file), *dataclasses.astuple(one))
        for receipt in receipts
        for one in drift
    ]
    if not rows:
        return
    columns = zip(*rows, strict=True)
    connection.register(
        "landing_batch", pa.table(dict(zip(names, map(list, columns), strict=True)))
    )
    try:
        connection.execute(
            f"insert into landing.drift ({', '.join(names)}) "
            f"select {', '.join(names)} from landing_batch"
        )
    finally:
        connection.unregister("landing_batch")


def write_details(
    connection: duckdb.DuckDBPyConnection, receipt: Receipt, drift: tuple[Drift, ...]
) -> None:
    """Write drift and kept rejects of one file, in place of what was written before."""
    file = [receipt.file_id, receipt.department, receipt.table_name, receipt.file_name]
    for table in ("drift", "rejects"):
        connection.execute(f"delete from landing.{table} where file_id = ?", [receipt.file_id])
    for one in drift:
        connection.execute(
            "insert into landing.drift values (?, ?, ?, ?, ?, ?, ?, ?)",
            [*file, one.kind, one.column_name, one.detail, one.action],
        )
    connection.execute(
        "insert into landing.rejects "
        "select file_id, ?, ?, ?, line, column_name, kind, reason, raw_bytes "
        f"from temp.{KEPT} where file_id = ? order by line, column_name",
        [*file[1:], receipt.file_id],
    )
    connection.execute("delete from landing.reused_keys where file_id = ?", [receipt.file_id])
    connection.execute(
        "insert into landing.reused_keys select file_id, ?, ?, ?, key_values "
        f"from temp.{KEPT_KEYS} where file_id = ?",
        [*file[1:3], receipt.delivered_on, receipt.file_id],
    )


def check(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Check one extract's accounts inside the open transaction.

    Raises QuarantineError where a file's records are not loaded, rejected or suppressed, or where
    the ledger does not hold a reject for every rejected record.
    """
    wrong = connection.execute(
        "select file_name from landing.receipts as receipts left join ("
        "    select file_id, count(*) as kept from landing.rejects where kind = 'record' "
        "    group by file_id"
        ") using (file_id) where department = ? and table_name = ? "
        "and (records_in <> loaded + rejected + suppressed or rejected <> coalesce(kept, 0))",
        [extract.department, extract.table],
    ).fetchall()
    if wrong:
        names = ", ".join(sorted(name for (name,) in wrong))
        raise QuarantineError(f"Not every record is accounted for: {names}.")


def empty_kept(connection: duckdb.DuckDBPyConnection) -> None:
    """Begin an empty `landing_kept`: rejects by file id, waiting for their transaction."""
    connection.execute(
        f"create or replace temp table {KEPT} (file_id varchar, line bigint, "
        "column_name varchar, kind varchar, reason varchar, raw_bytes blob);"
        f"create or replace temp table {KEPT_KEYS} (file_id varchar, key_values varchar[])"
    )


def keep_rejects(connection: duckdb.DuckDBPyConnection, file_id: str) -> None:
    """Keep the rejects and the reused keys of the file just read."""
    for table in (KEPT, KEPT_KEYS):
        connection.execute(f"delete from temp.{table} where file_id = ?", [file_id])
    connection.execute(
        f"insert into temp.{KEPT_KEYS} select ?, key_values from temp.{REUSED}", [file_id]
    )
    connection.execute(
        f"insert into temp.{KEPT} select ?, line, column_name, kind, reason, raw_bytes "
        f"from temp.{REJECTS}",
        [file_id],
    )


def forget(connection: duckdb.DuckDBPyConnection, file_id: str) -> None:
    """Drop a receipt with all that was written of its file."""
    for table in ("receipts", "drift", "rejects", "reused_keys"):
        connection.execute(f"delete from landing.{table} where file_id = ?", [file_id])
