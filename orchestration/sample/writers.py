"""One way to write a department's file: by its contract, whatever the format."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration import extensions
from orchestration.company.departments import Column, Extract
from orchestration.quoting import quoted

ROWS_PER_WORKBOOK = 1_000_000
YES_NO = {"shop": ("1", "0"), "marketing": ("Y", "N")}


@dataclass(frozen=True)
class Delivery:
    """One file to write: its name and the first and last day it covers (None: everything)."""

    path: Path
    first_on: date | None
    last_on: date | None


def deliveries(extract: Extract, folder: Path, start: date, until: date) -> list[Delivery]:
    """The files of one extract: a snapshot of the last day, or one file per calendar year."""

    def path(day: date) -> Path:
        return folder / extract.department / extract.pattern.replace("*", day.isoformat())

    if extract.load == "snapshot":
        return [Delivery(path(until), None, None)]
    files = []
    for year in range(start.year, until.year + 1):
        last = min(date(year, 12, 31), until)
        # What was dated before the first day (a policy issued ahead) is in the first file.
        first = date(1900, 1, 1) if year == start.year else date(year, 1, 1)
        files.append(Delivery(path(last), first, last))
    return files


def write(
    connection: duckdb.DuckDBPyConnection, extract: Extract, relation: str, delivery: Delivery
) -> int:
    """Write one file and return its rows; a year without rows is not delivered.

    `relation` is a table expression in contract column names and true types, with `_on` (date)
    where the extract is delivered by year. Rows are ordered by event time and key.
    """
    where = ""
    if delivery.first_on and delivery.last_on:
        where = f"where _on between date '{delivery.first_on}' and date '{delivery.last_on}'"
    order = ", ".join(quoted(c) for c in dict.fromkeys([*_time(extract), *extract.key]))
    rows = connection.execute(f"select count(*) from {relation} {where}").fetchall()[0][0]
    if rows == 0 and delivery.first_on:
        return 0
    delivery.path.parent.mkdir(parents=True, exist_ok=True)
    query = f"select {_columns(extract)} from {relation} {where} order by {order}"
    if extract.format == "csv":
        _write_csv(connection, extract, query, delivery.path)
    elif extract.format == "jsonl":
        connection.execute(f"copy ({query}) to '{delivery.path}' (format json)")
    elif extract.format == "parquet":
        connection.execute(
            f"copy ({query}) to '{delivery.path}' (format parquet, compression zstd)"
        )
    else:
        _write_workbooks(connection, query, delivery.path, rows)
    return int(rows)


def _time(extract: Extract) -> list[str]:
    return [extract.event_time] if extract.event_time else []


def _columns(extract: Extract) -> str:
    if extract.format == "jsonl":
        return _json_columns(extract)
    return ", ".join(f"{_value(extract, c)} as {quoted(c.extract_name)}" for c in extract.columns)


def _value(extract: Extract, column: Column) -> str:
    """The SQL of one value as this department writes it."""
    name = quoted(column.name)
    cast = f"cast({name} as {column.data_type})"
    if extract.format == "csv":
        if column.data_type in ("date", "timestamp"):
            default = "%Y-%m-%d" if column.data_type == "date" else "%Y-%m-%d %H:%M:%S"
            return f"strftime({cast}, '{column.format or default}')"
        if column.data_type == "boolean":
            yes, no = YES_NO.get(extract.department, ("true", "false"))
            return f"case {cast} when true then '{yes}' when false then '{no}' end"
        if column.data_type == "varchar" and extract.encoding != "utf-8":
            return f"if(regexp_matches({name}, '[^\\x00-\\xff]'), ascii_only({name}), {name})"
    if column.data_type == "timestamp" and extract.format == "jsonl":
        return f"strftime({cast}, '%Y-%m-%dT%H:%M:%S')"
    if column.data_type.startswith("decimal") and extract.format == "xlsx":
        return f"cast({cast} as double)"
    return cast


def _json_columns(extract: Extract) -> str:
    """Nested objects and lists from the dotted paths of the contract."""
    tree: dict[str, Any] = {}
    for column in extract.columns:
        *parents, leaf = column.extract_name.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = _value(extract, column)
    return ", ".join(f"{_json_value(v)} as {quoted(k)}" for k, v in tree.items())


def _json_value(node: str | dict[str, Any]) -> str:
    if isinstance(node, str):
        return node
    if all(key.isdigit() for key in node):
        items = ", ".join(_json_value(node[key]) for key in sorted(node, key=int))
        return f"list_filter([{items}], x -> x is not null)"
    return (
        "struct_pack("
        + ", ".join(f"{quoted(k)} := {_json_value(v)}" for k, v in node.items())
        + ")"
    )


def _write_csv(
    connection: duckdb.DuckDBPyConnection, extract: Extract, query: str, path: Path
) -> None:
    compression = "gzip" if extract.compression == "gzip" else "none"
    target = path if extract.encoding == "utf-8" else path.with_suffix(".utf8")
    connection.execute(
        f"copy ({query}) to '{target}' (format csv, header true, delimiter '{extract.delimiter}', "
        f"compression {compression})"
    )
    if target != path:
        with (
            target.open(encoding="utf-8", newline="") as source,
            path.open("w", encoding=extract.encoding, newline="") as sink,
        ):
            shutil.copyfileobj(source, sink, 1 << 20)
        target.unlink()


def _write_workbooks(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, rows: int
) -> None:
    extensions.load(connection, "excel")
    for start in range(0, max(rows, 1), ROWS_PER_WORKBOOK):
        number = start // ROWS_PER_WORKBOOK
        target = path.with_stem(f"{path.stem}_{number + 1}") if number else path
        connection.execute(
            f"copy ({query} limit {ROWS_PER_WORKBOOK} offset {start}) to '{target}' "
            "(format xlsx, header true)"
        )
