"""Writing one build's files: the DuckDB snapshot, a Parquet file per mart, the comments."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration import at_rest, private
from orchestration.publishing.errors import PublishError
from orchestration.quoting import literal, quoted

# DuckDB 1.0's file format, which every later version reads.
STORAGE_VERSION = "v1.0.0"
DATABASE = "c360.duckdb"
PARQUET = "parquet"
STAMPS = {
    "build_id": "The build this row was published with.",
    "built_at": "When that build was published, UTC.",
}
_GATE_RESULTS = (
    "One row per suite and expectation: what each gate of this build found.",
    {
        "suite": "The gated table, schema.table.",
        "expectation": "The expectation's name, unique within its suite.",
        "column_name": "The column or columns it looks at; null for the whole table.",
        "severity": "critical blocks the build, warning shows.",
        "passed": "Whether it held.",
        "unexpected": "How many values or rows broke it.",
        "evaluated": "How many values or rows were looked at.",
    },
)


# Every amount of money is of this type, and nothing else is.
AMOUNT = "DECIMAL(18,2)"
# Of a mart that does not say by what its rows are looked up, the first of these that it has.
_LOOKED_UP_BY = ("customer_id", "household_id")


@dataclass(frozen=True)
class Description:
    """What a mart and its columns mean, and which of these hold personal data (`meta.pii`).

    `sorted_by` are the columns by which its rows are looked up (`meta.sorted_by`), if it says so.
    """

    mart: str
    columns: dict[str, str]
    personal: frozenset[str] = frozenset()
    sorted_by: tuple[str, ...] = ()


def descriptions(dbt_target: Path) -> dict[str, Description]:
    """Every mart's description by table, from dbt's manifest; without one only our own."""
    found = {"gate_results": Description(*_GATE_RESULTS)}
    manifest = dbt_target / "manifest.json"
    if manifest.exists():
        from orchestration import dbt  # which a run has loaded, and the manifest with it

        for mart, node in dbt.described(dbt.manifest(manifest), "marts").items():
            columns = {c["name"]: c["description"] for c in node["columns"].values()}
            personal = (n for n, c in node["columns"].items() if c.get("meta", {}).get("pii"))
            found[mart] = Description(
                node["description"],
                columns,
                frozenset(personal),
                tuple(node.get("config", {}).get("meta", {}).get("sorted_by", ())),
            )
    return found


def write(
    connection: duckdb.DuckDBPyConnection,
    marts: tuple[str, ...],
    folder: Path,
    build_id: str,
    built_at: datetime,
    described: dict[str, Description],
    currency: str,
) -> dict[str, int]:
    """Write every mart, stamped with its build, to `folder`; return the rows of each.

    `currency` is the company's; the comment of every column of the type of amounts names it.

    They go to `c360.duckdb`, which older versions of DuckDB read, and to `parquet/<mart>.parquet`,
    beside what is there already.
    Raises PublishError when a mart already has a column of the stamp's name.
    """
    private.folder(folder / PARQUET)
    at_rest.attach(
        connection,
        folder / DATABASE,
        "publication",
        read_only=False,
        storage_version=STORAGE_VERSION,
    )
    try:
        connection.execute("create schema if not exists publication.marts")
        rows = {
            mart: _write_mart(
                connection, mart, folder, _stamps(build_id, built_at), described, currency
            )
            for mart in marts
        }
        connection.execute("checkpoint publication")
    finally:
        connection.execute("detach publication")
    return rows


def _write_mart(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    folder: Path,
    stamps: str,
    described: dict[str, Description],
    currency: str,
) -> int:
    source, table = f"marts.{quoted(mart)}", f"publication.marts.{quoted(mart)}"
    cursor = connection.execute(f"select * from {source} limit 0")
    columns = [str(column[0]) for column in cursor.description or ()]
    if set(STAMPS) & set(columns):
        raise PublishError(f"{source} has a column build_id or built_at of its own.")
    amounts = {str(column[0]) for column in cursor.description or () if str(column[1]) == AMOUNT}
    description = _in_currency(described.get(mart), amounts, currency)
    comments = _comments(table, [*columns, *STAMPS], description)
    path = folder / PARQUET / f"{mart}.parquet"
    options = at_rest.to_parquet(connection, path)
    connection.begin()
    try:
        connection.execute(
            f"create table {table} as select *, {stamps} from {source} "
            f"{sorting(columns, described.get(mart))}"
        )
        connection.execute("; ".join(comments))
        copied = connection.execute(
            f"copy {table} to {literal(path)} ({options}, compression zstd)"
        )
        ((rows,),) = copied.fetchall()
        connection.commit()
    except duckdb.Error:
        connection.rollback()
        raise
    return int(rows)


def sorting(columns: Collection[str], description: Description | None) -> str:
    """The `order by` of a mart with these columns; empty where nobody looks one of them up.

    DuckDB and Parquet keep the least and the greatest value of each few thousand rows, so whoever
    asks for one customer reads those rows alone, if the rows of a customer lie together. A role's
    snapshot may lack a column by which the whole mart is sorted: it is sorted by the others.
    """
    said = description.sorted_by if description else ()
    keys = [name for name in said or _LOOKED_UP_BY if name in columns]
    if not said:
        keys = keys[:1]
    return f"order by {', '.join(map(quoted, keys))}" if keys else ""


def _stamps(build_id: str, built_at: datetime) -> str:
    at = built_at.strftime("%Y-%m-%d %H:%M:%S.%f")
    return f"{literal(build_id)} as build_id, timestamp {literal(at)} as built_at"


def _in_currency(said: Description | None, amounts: set[str], currency: str) -> Description | None:
    """The description with the currency in that of every amount."""
    if said is None:
        return None
    columns = {
        name: f"{text.rstrip('. ')}. In the company's currency ({currency})."
        if name in amounts and text
        else text
        for name, text in said.columns.items()
    }
    return replace(said, columns=columns)


def _comments(table: str, columns: list[str], description: Description | None) -> list[str]:
    """The statements that give a table and its columns their descriptions."""
    meanings = (description.columns if description else {}) | STAMPS
    said = [
        f"comment on column {table}.{quoted(column)} is {literal(meanings[column])}"
        for column in columns
        if meanings.get(column)
    ]
    if description is not None and description.mart:
        said.append(f"comment on table {table} is {literal(description.mart)}")
    return said


def sha256(path: Path) -> str:
    """The file's sha256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
