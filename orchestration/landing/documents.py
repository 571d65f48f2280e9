"""JSON documents: a list of records, plain or wrapped in objects, becomes lines of JSON.

The elements are cut out of the text as they stand, so that no number loses a digit; from there on
they go the way of JSON lines, the number of the record taking the place of the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from orchestration.company.departments import Extract
from orchestration.landing.bounds import DEEPEST
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.landing.spool import Text

LARGEST = 256 << 20
SUFFIX = ".records"
# The field under which a record finds what encloses it.
PARENT = "^"
_SPACE = re.compile(r"[ \t\r\n]*")
# Where values end is all that is asked: a number is not computed, however long it is.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def is_document(extract: Extract) -> bool:
    """True where the records have to be cut out of something larger."""
    return extract.format == "json" or bool(extract.shape.records)


def split(text: Text, extract: Extract, target: Path) -> Text:
    """Write the records of a file to `target`, one to a line.

    Raises QuarantineError when the file is no sound JSON or has no list where the contract says.
    """
    steps = _steps(extract)
    with_parent = any(c.extract_name.startswith(f"{PARENT}.") for c in extract.columns)
    beside: dict[str, None] = {}
    with (
        text.path.open(
            encoding="utf-8-sig" if text.has_mark else "utf-8",
            errors="surrogateescape",
            newline="",
        ) as read,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
    ):
        for document in _documents(read, extract, text.path.stat().st_size):
            try:
                start = _skip(document, 0)
                if document[start:].strip():
                    for record in _records(document, start, steps, extract, beside, with_parent):
                        out.write(record.replace("\r", " ").replace("\n", " ") + "\n")
            except json.JSONDecodeError as error:
                raise QuarantineError(
                    f"Not sound JSON: {error.msg} in line {error.lineno}, column {error.colno}."
                ) from None
            except RecursionError:
                raise QuarantineError(f"Nested more than {DEEPEST} deep.") from None
    drift = [Drift("added", name, "beside the records", "not read") for name in beside]
    return replace(text, path=target, has_mark=False, drift=text.drift + tuple(drift))


def _documents(read: TextIO, extract: Extract, size: int) -> Iterator[str]:
    """The whole file, or for JSON lines one line after the other."""
    if extract.format == "jsonl":
        yield from read
        return
    if size > LARGEST:
        raise QuarantineError(
            f"A JSON document of more than {LARGEST >> 20} MB; ask for JSON lines instead."
        )
    yield read.read()


def _steps(extract: Extract) -> list[str]:
    """`orders[].lines[]` as `orders`, `[]`, `lines`, `[]`; none where the file tells by itself."""
    return re.findall(r"\[\]|[^.\[\]]+", extract.shape.records)


def steps(extract: Extract, document: str) -> list[str]:
    """The way to the records of one document, which tells it by itself where no contract does."""
    found = _steps(extract)
    return found or (["[]"] if document.lstrip(" \t\r\n\ufeff")[:1] == "[" else [])


def _records(
    text: str,
    start: int,
    steps: list[str],
    extract: Extract,
    beside: dict[str, None],
    with_parent: bool,
) -> Iterator[str]:
    """The records of one document; what stands beside the list on the way is put in `beside`."""
    if not steps:
        steps = ["[]"] if text[start] == "[" else []
    end = _check_end(text, start)
    parent: tuple[int, int, str] | None = None
    pending: list[tuple[int, int, list[str], tuple[int, int, str] | None]] = [
        (start, end, steps, parent)
    ]
    while pending:
        at, stop, way, parent = pending.pop()
        if not way:
            yield _with_parent(text, at, stop, parent) if with_parent else text[at:stop]
        elif way[0] == "[]":
            if text[at] != "[":
                raise QuarantineError(_no_list(text[at:stop], extract))
            inside = [(a, b, way[1:], parent) for a, b in _elements(text, at)]
            pending.extend(reversed(inside))
        else:
            if text[at] != "{":
                raise QuarantineError(_no_list(text[at:stop], extract))
            found = None
            for name, a, b in _members(text, at):
                if name == way[0]:
                    found = (a, b)
                elif at == start:
                    beside[name] = None
            if found is None:
                raise QuarantineError(_no_list(text[at:stop], extract))
            pending.append((*found, way[1:], (at, stop, way[0])))


def _with_parent(text: str, at: int, stop: int, parent: tuple[int, int, str] | None) -> str:
    """A record with the object around it under `^`, without the list it was in."""
    if parent is None or text[at] != "{":
        return text[at:stop]
    rest = ", ".join(
        f"{json.dumps(name)}: {text[a:b]}"
        for name, a, b in _members(text, parent[0])
        if name != parent[2]
    )
    inside = text[at + 1 : stop].lstrip()
    comma = "" if inside.startswith("}") else ", "
    return f'{{"{PARENT}": {{{rest}}}{comma}{inside}'


def _check_end(text: str, start: int) -> int:
    """Where the document ends; what follows it must be blank."""
    end = _end(text, start)
    if (more := _skip(text, end)) < len(text):
        raise json.JSONDecodeError("Extra data", text, more)
    return end


def _elements(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where the elements of the list at `at` begin and end; the list is known to be sound."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        end = _end(text, at)
        yield at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Names of the object at `at`, and where their values begin and end."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, end) + 1)
        end = _end(text, at)
        yield str(name), at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _end(text: str, at: int) -> int:
    value: tuple[Any, int] = _DECODER.raw_decode(text, at)
    return value[1]


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _no_list(text: str, extract: Extract) -> str:
    said = extract.shape.records or "[]"
    lists = ", ".join(f'records: "{path}"' for path in lists_in(text))
    hint = f"; {lists} would read it" if lists else ""
    return f"No list at {said}{extract.says('records')}{hint}."


def lists_in(text: str, deepest: int = 3) -> list[str]:
    """Paths, such as `tickets[]`, of the lists of objects in a JSON text; none where it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return list(_lists(value, "", deepest))


def _lists(value: object, path: str, deepest: int) -> Iterator[str]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{path}[]"
    elif isinstance(value, dict) and deepest:
        for name, below in value.items():
            yield from _lists(below, f"{path}.{name}" if path else name, deepest - 1)
