"""Fields that a contract names and no record of a file has: said aloud, with what would read them.

A path that is wrong and a field that is never filled look the same in the warehouse: empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import documents
from orchestration.landing.spool import Text
from orchestration.landing.staged import TEXT, Staged

SAMPLE = 20
MOST = 5
LARGEST = 64 << 20
KEYS = ("key", "id", "name")
VALUES = ("value", "values")


def notes(
    connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged
) -> list[str]:  # fmt: skip
    """A sentence for the receipt on every field that no record has, the first few of them."""
    columns = {column.name: column for column in extract.columns}
    absent = [d for d in staged.drift if d.kind == "missing" and d.action == "loaded as null"]
    if not absent:
        return []
    objects = _objects(connection)
    said, hints = [], set()
    for drift in absent[:MOST]:
        column = columns.get(drift.column_name)
        field = column.extract_name if column else drift.column_name
        where = extract.says("", column)
        of = f"{drift.column_name} is empty throughout" if column else "what reads it is empty"
        hint = _hint(field.split("."), objects)
        said.append(f"No record has {field}{where}: {of}{hint if hint not in hints else ''}.")
        hints.add(hint)
    if len(absent) > MOST:
        said.append(f"{len(absent) - MOST} more fields of the contract are in no record.")
    return said


def on_lines(text: Text) -> str:
    """The end of a sentence on a file that is one JSON document over several lines; else empty."""
    with text.path.open("rb") as read:
        first = read.readline(LARGEST).strip(b"\xef\xbb\xbf \t\r\n")
    is_lines = first.startswith(b"{") and first.endswith(b"}")
    if is_lines or text.path.stat().st_size > LARGEST:
        return ""
    content = text.path.read_text(encoding="utf-8-sig", errors="replace")
    lists = documents.lists_in(content)
    if lists == ["[]"]:
        return "; it is one JSON list: format: json would read it"
    if lists:
        paths = " or ".join(f'records: "{path}"' for path in lists)
        return f"; it is one JSON object: format: json and {paths} would read it"
    try:
        is_one = isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return ""
    return (
        "; it is one JSON object over several lines: format: json would read it" if is_one else ""
    )


def _objects(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """A few records as they came; none where the file is no JSON."""
    try:
        rows = connection.execute(
            f"select object from temp.{TEXT} where object is not null limit {SAMPLE}"
        ).fetchall()
        return [json.loads(row) for (row,) in rows]
    except (duckdb.BinderException, ValueError, RecursionError):
        return []


def _hint(path: list[str], objects: list[Any]) -> str:
    for one in objects:
        for pairs in _pairs(path, one):
            return f"; pairs: {pairs} would read it"
    lists = [
        found for one in objects[:1] for found in documents.lists_in(json.dumps(one), deepest=2)
    ]
    if len(objects) == 1 and lists:
        paths = " or ".join(f'records: "{found}"' for found in lists)
        return f"; the file is one object around a list: {paths} would read it"
    return ""


def _pairs(path: list[str], record: Any) -> Iterator[str]:
    """The `pairs` that would find the rest of a path in a list on the way."""
    here = record
    for depth, part in enumerate(path):
        if isinstance(here, list) and depth:
            wanted, above = ".".join(path[depth:]), ".".join(path[:depth])
            members = [one for one in here if isinstance(one, dict)]
            for key in KEYS:
                if any(str(one.get(key)) == wanted for one in members):
                    value = next((v for v in VALUES if v in members[0]), "value")
                    yield f"{{{above}: {{key: {key}, value: {value}}}}}"
            return
        here = here.get(part) if isinstance(here, dict) else None
