"""What landing writes down: a receipt for every file, every reject, every drift of a contract."""

from __future__ import annotations

import dataclasses

import duckdb

from orchestration.departments import Extract, extracts
from orchestration.landing.fate import Drift, Receipt
from orchestration.warehouse import quoted

TABLES = """
create schema if not exists landing;
create table if not exists landing.receipts (
    file_id varchar, department varchar, table_name varchar, file_name varchar,
    sha256 varchar, size bigint, status varchar, reason varchar,
    records_in bigint, loaded bigint, rejected bigint, suppressed bigint,
    delivered_on date, modified_at timestamp, landed_at timestamp, run_id varchar,
    sequence bigint, duplicate_of varchar, superseded_by varchar, shadows bigint
);
create table if not exists landing.rejects (
    file_id varchar, department varchar, table_name varchar, file_name varchar,
    line bigint, column_name varchar, kind varchar, reason varchar, raw_bytes blob
);
create table if not exists landing.drift (
    file_id varchar, department varchar, table_name varchar, file_name varchar,
    kind varchar, column_name varchar, detail varchar, action varchar
);
create table if not exists landing.suppressions (record_hash varchar, erased_on date);
create table if not exists landing.as_of (as_of date);
"""
FIELDS = tuple(field.name for field in dataclasses.fields(Receipt))


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the ledger and an empty, contract-typed raw table for every contracted extract.

    What exists is left alone, so a table without any delivery can still be staged.
    """
    connection.execute(TABLES)
    for extract in extracts():
        prepare_raw(connection, extract)


def prepare_raw(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Make the raw table of one extract, and add the columns its contract has gained since."""
    connection.execute(f"create schema if not exists {quoted(extract.schema)}")
    known = {
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() "
            "where database_name = current_database() and schema_name = ? and table_name = ?",
            [extract.schema, extract.table],
        ).fetchall()
    }
    if not known:
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in raw_columns(extract))
        connection.execute(f"create table {raw_table(extract)} ({columns})")
        return
    for name, kind in raw_columns(extract):
        if name not in known:
            connection.execute(f"alter table {raw_table(extract)} add column {quoted(name)} {kind}")


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


def write_drift(
    connection: duckdb.DuckDBPyConnection, receipt: Receipt, drift: tuple[Drift, ...]
) -> None:
    """Write the drift of one file, in place of what was written of it before."""
    connection.execute("delete from landing.drift where file_id = ?", [receipt.file_id])
    for one in drift:
        connection.execute(
            "insert into landing.drift values (?, ?, ?, ?, ?, ?, ?, ?)",
            [*_file(receipt), one.kind, one.column_name, one.detail, one.action],
        )


def write_rejects(connection: duckdb.DuckDBPyConnection, receipt: Receipt, staged: bool) -> None:
    """Write the rejects staged for one file, in place of what was written of it before."""
    connection.execute("delete from landing.rejects where file_id = ?", [receipt.file_id])
    if staged:
        connection.execute(
            "insert into landing.rejects "
            "select ?, ?, ?, ?, line, column_name, kind, reason, raw_bytes "
            "from landing_rejects order by line, column_name",
            _file(receipt),
        )


def _file(receipt: Receipt) -> list[str]:
    return [receipt.file_id, receipt.department, receipt.table_name, receipt.file_name]
