"""Writing one build's files: the DuckDB snapshot, a Parquet file per mart, the comments."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.publishing.errors import PublishError
from orchestration.publishing.pointer import PublishedMart
from orchestration.warehouse import quoted

# DuckDB 1.0's file format, which every later version reads.
STORAGE_VERSION = "v1.0.0"
_STAMPS = {"build_id", "built_at"}
_STAMP_DESCRIPTIONS = {
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


@dataclass(frozen=True)
class Description:
    """What a mart and its columns mean."""

    mart: str
    columns: dict[str, str]


def descriptions(dbt_target: Path) -> dict[str, Description]:
    """Every mart's description by name, from dbt's manifest; without one only our own."""
    found = {"gate_results": Description(*_GATE_RESULTS)}
    manifest = dbt_target / "manifest.json"
    if manifest.exists():
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
        for node in nodes:
            if node["resource_type"] == "model" and node["schema"] == "marts":
                columns = {c["name"]: c["description"] for c in node["columns"].values()}
                found[node["alias"]] = Description(node["description"], columns)
    return found


def write_database(
    connection: duckdb.DuckDBPyConnection,
    marts: tuple[str, ...],
    path: Path,
    build_id: str,
    built_at: datetime,
    described: dict[str, Description],
) -> None:
    """Copy every mart, stamped with its build, to a new DuckDB file that older versions read.

    Raises PublishError when a mart already has a column of the stamp's name.
    """
    connection.execute(
        f"attach {_text(str(path))} as publication (storage_version {_text(STORAGE_VERSION)})"
    )
    try:
        connection.execute("create schema publication.marts")
        for mart in marts:
            source = connection.execute(f"select * from marts.{quoted(mart)} limit 0")
            columns = [str(column[0]) for column in source.description or ()]
            if _STAMPS & set(columns):
                raise PublishError(f"marts.{mart} has a column build_id or built_at of its own.")
            connection.execute(
                f"create table publication.marts.{quoted(mart)} as select *, "
                f"{_text(build_id)} as build_id, "
                f"timestamp {_text(built_at.strftime('%Y-%m-%d %H:%M:%S.%f'))} as built_at "
                f"from marts.{quoted(mart)}"
            )
            _comment(connection, mart, (*columns, *sorted(_STAMPS)), described.get(mart))
        connection.execute("checkpoint publication")
    finally:
        connection.execute("detach publication")


def write_parquet(database: Path, mart: str, path: Path, published_as: Path) -> PublishedMart:
    """Write one mart of the snapshot as Parquet at `path`; readers will find it elsewhere."""
    with duckdb.connect(str(database), read_only=True) as snapshot:
        snapshot.execute(
            f"copy marts.{quoted(mart)} to {_text(str(path))} (format parquet, compression zstd)"
        )
        ((rows,),) = snapshot.execute(f"select count(*) from marts.{quoted(mart)}").fetchall()
    return PublishedMart(mart, int(rows), published_as, sha256(path))


def sha256(path: Path) -> str:
    """The file's sha256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _comment(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    columns: tuple[str, ...],
    description: Description | None,
) -> None:
    table = f"publication.marts.{quoted(mart)}"
    if description is not None and description.mart:
        connection.execute(f"comment on table {table} is {_text(description.mart)}")
    meanings = (description.columns if description else {}) | _STAMP_DESCRIPTIONS
    for column in columns:
        if meanings.get(column):
            comment = _text(meanings[column])
            connection.execute(f"comment on column {table}.{quoted(column)} is {comment}")


def _text(value: str) -> str:
    """An SQL string literal, quotes doubled."""
    return "'" + value.replace("'", "''") + "'"
