"""Rows of JSON: an array of objects, one object a line, or an object around one such array.

Python reads it, not DuckDB: numbers stay as they were written, and what nests too deep is an
error, not the end of the process.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TextIO

from orchestration.tabular.delimited import Text
from orchestration.tabular.given import UnreadableTableError

_BEGINS = re.compile(r"\s*(\[\s*[\[{\]]|\{\s*[\"}])")


def begins(sample: str) -> bool:
    """Whether a text begins as JSON of objects does."""
    return bool(_BEGINS.match(sample))


def rows(path: Path, text: Text) -> list[list[str | None]]:
    """The fields' names as the first row, in the order of their first sight; then their values.

    An object or array within a field stays JSON. Raises UnreadableTableError.
    """
    with text() as file:
        records = _records(path, file)
    names = list(dict.fromkeys(name for record in records for name in record))
    return [[*names], *([_text(record.get(name)) for name in names] for record in records)]


def _records(path: Path, file: TextIO) -> list[dict[str, Any]]:
    whole = file.read()
    try:
        found = _loads(whole)
    except ValueError:
        found = [_line(path, number, line) for number, line in enumerate(whole.split("\n"), 1)]
        found = [record for record in found if record is not None]
    except RecursionError:
        raise UnreadableTableError(f"{path}: JSON that nests too deep to be a table.") from None
    if isinstance(found, dict):
        arrays = [v for v in found.values() if isinstance(v, list) and v and _are_objects(v)]
        found = arrays[0] if len(arrays) == 1 else [found]
    if not isinstance(found, list) or not found or not _are_objects(found):
        raise UnreadableTableError(f"{path} is JSON, but no list of objects.")
    return found


def _line(path: Path, number: int, line: str) -> Any:
    try:
        return _loads(line) if line.strip() else None
    except (ValueError, RecursionError):
        raise UnreadableTableError(f"{path}: line {number:,} is no JSON object.") from None


def _loads(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str)


def _are_objects(values: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
