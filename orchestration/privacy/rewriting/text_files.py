"""Delimited text and JSON, rewritten record by record; untouched records keep their bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration.company.departments import Extract
from orchestration.landing import csv_files, csv_records, documents, pairs, spool
from orchestration.landing.archive import Archived
from orchestration.landing.bounds import is_too_deep
from orchestration.landing.spool import Text
from orchestration.privacy.matching import Plan
from orchestration.privacy.mentions import Redact
from orchestration.privacy.rewriting.places import Fields

_NUMBER = re.compile(r'"\\u0000([^"\\]*)\\u0000"')


def rewrite(
    archived: Archived, extract: Extract, fields: Fields, plan: Plan, redact: Redact, folder: Path
) -> tuple[bytes, frozenset[int]]:
    """The successor's bytes, and the unreadable records that went because they name somebody."""
    text = spool.as_text(archived, extract, folder)
    if extract.format == "csv":
        content, refused = _csv(text, extract, fields, plan, redact)
    elif documents.is_document(extract):
        content, refused = _documents(text, extract, fields, plan), frozenset()
    else:
        content, refused = _lines(text, fields, plan, redact)
    out = content.encode(_encoding(archived, extract, text, folder), "surrogateescape")
    if extract.compression == "gzip":
        out = gzip.compress(out, mtime=0)
    return out, refused


def moves_up(extract: Extract) -> bool:
    """Whether what stands behind a record moves up once it is gone.

    A line of JSON is left empty, and so is a row of a workbook.
    """
    is_line = extract.format == "jsonl" and not documents.is_document(extract)
    return not is_line and extract.format != "xlsx"


def _encoding(archived: Archived, extract: Extract, text: Text, folder: Path) -> str:
    """The encoding in which the file was delivered, with its mark."""
    if text.has_mark:
        return "utf-8-sig"
    path = archived.path
    if extract.compression == "gzip":
        path = folder / f"{archived.sha256}{spool.SUFFIXES[0]}"
    return spool.encoding_of(path, extract)


def _csv(
    text: Text, extract: Extract, fields: Fields, plan: Plan, redact: Redact
) -> tuple[str, frozenset[int]]:
    table = csv_files.find(text, fields.extract)
    whole, text, found, skip = text, table.text, table.found, table.skip
    known = set(found.positions.values())
    out, refused = io.StringIO(newline=""), set()
    titles = (extract.shape.header_rows or (1,))[0] - 1
    out.write(_head(text, extract.delimiter, skip, titles, redact))
    for record in csv_records.records(text, extract.delimiter, found.width, skip):
        if record.row in plan.gone:
            continue
        if record.problem and redact(record.raw) is not None:
            refused.add(record.row)
            continue
        edits = fields.edits.get(record.row)
        if edits is None and record.row not in plan.bare:
            out.write(record.raw)
            continue
        cells = list(record.fields)
        for place in range(len(cells)):
            if record.row in plan.bare and place not in known:
                cells[place] = ""
        for name, value in (edits or {}).items():
            cells[found.positions[name]] = value or ""
        end = re.search(r"[\r\n]*$", record.raw)
        csv.writer(out, delimiter=extract.delimiter, lineterminator=end[0] if end else "").writerow(
            cells
        )
    out.write(_footer(whole, text.stop, redact))
    return out.getvalue(), frozenset(refused)


def _footer(text: Text, stop: int | None, redact: Redact) -> str:
    """The lines from `stop` on, without the erased people that they name."""
    if stop is None:
        return ""
    with csv_records.open_text(text) as file:
        lines = [line for number, line in enumerate(iter(file.readline, ""), 1) if number >= stop]
    return "".join(_without_names(line, redact) for line in lines)


def _without_names(line: str, redact: Redact) -> str:
    said = redact(line)
    return line if said is None else said


def _head(text: Text, delimiter: str, skip: int, titles: int, redact: Redact) -> str:
    """The lines above the first record, as they stand in the file, the `titles` redacted."""
    with csv_records.open_text(text) as file:
        taken = [file.readline() for _ in range(skip)]

        def noted() -> Iterator[str]:
            while line := file.readline():
                taken.append(line)
                yield line

        next(csv.reader(noted(), delimiter=delimiter), None)
        taken[:titles] = [_without_names(line, redact) for line in taken[:titles]]
        return "".join(taken)


def _lines(text: Text, fields: Fields, plan: Plan, redact: Redact) -> tuple[str, frozenset[int]]:
    changed = plan.gone | plan.bare | fields.edits.keys()
    out, refused = [], set()
    content = text.path.read_bytes().removeprefix(b"\xef\xbb\xbf" if text.has_mark else b"")
    for row, raw in enumerate(content.split(b"\n"), start=1):
        line = raw.decode("utf-8", "surrogateescape")
        if row in plan.gone:
            line = ""
        elif row in changed:
            end = "\r" if line.endswith("\r") else ""
            line = _dumped(_edited(_loaded(line), row, fields, plan)) + end
        elif _is_broken(raw, line) and redact(line) is not None:
            line = ""
            refused.add(row)
        out.append(line)
    return "\n".join(out), frozenset(refused)


def _is_broken(raw: bytes, line: str) -> bool:
    if not line.strip():
        return False
    if is_too_deep(raw):
        return True
    try:
        return not isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return True


def _documents(text: Text, extract: Extract, fields: Fields, plan: Plan) -> str:
    content = text.path.read_bytes().removeprefix(b"\xef\xbb\xbf" if text.has_mark else b"")
    whole = content.decode("utf-8", "surrogateescape")
    parts = whole.split("\n") if extract.format == "jsonl" else [whole]
    row, out = 0, []
    for part in parts:
        if not part.strip():
            out.append(part)
            continue
        document = _loaded(part)
        row = _in_document(document, documents.steps(extract, part), row, fields, plan)
        out.append(_dumped(document))
    return "\n".join(out)


def _in_document(document: Any, steps: list[str], row: int, fields: Fields, plan: Plan) -> int:
    """Change one document where it lies; returns the number of its last record."""
    pending: list[tuple[Any, Any, list[str], Any]] = [(None, document, steps, None)]
    holders: list[list[Any]] = []
    gone = object()
    while pending:
        holder, value, way, parent = pending.pop(0)
        if way and way[0] == "[]":
            holders.append(value)
            pending[:0] = [((value, i), v, way[1:], parent) for i, v in enumerate(value)]
        elif way:
            pending.insert(0, (None, value[way[0]], way[1:], value))
        else:
            row += 1
            if isinstance(parent, dict) and (row in plan.gone or row in fields.edits):
                _empty_parent(parent, row, fields, plan)
            if row in plan.gone and holder:
                holder[0][holder[1]] = gone
            elif (row in plan.bare or row in fields.edits) and isinstance(value, dict):
                _edited(value, row, fields, plan)
    for one in holders:
        one[:] = [value for value in one if value is not gone]
    return row


def _empty_parent(parent: dict[str, Any], row: int, fields: Fields, plan: Plan) -> None:
    """What encloses a record that goes or is emptied loses its personal fields with it."""
    above = f"{documents.PARENT}."
    for column in fields.extract.columns:
        if column.extract_name.startswith(above):
            path = column.extract_name.removeprefix(above).split(".")
            edits = fields.edits.get(row, {})
            if column.name in edits:
                _set(parent, path, edits[column.name])
            elif row in plan.gone and column.pii:
                _set(parent, path, None)


def _edited(record: Any, row: int, fields: Fields, plan: Plan) -> Any:
    if row in plan.bare:
        _prune(record, [tuple(c.extract_name.split(".")) for c in fields.extract.columns])
    by_name = {column.name: column for column in fields.extract.columns}
    for name, value in fields.edits.get(row, {}).items():
        column = by_name[name]
        if listed := pairs.of(column, fields.extract):
            _set_pair(record, listed[0], listed[1], value)
        elif not column.extract_name.startswith(f"{documents.PARENT}."):
            _set(record, column.extract_name.split("."), value)
    return record


def _set(node: Any, path: list[str], value: str | None) -> None:
    """Change what stands at a path; where nothing stands, nothing is put."""
    for step in path[:-1]:
        node = _child(node, step)
    if isinstance(node, dict) and path[-1] in node:
        node[path[-1]] = value
    elif isinstance(node, list) and path[-1].isdigit() and int(path[-1]) < len(node):
        node[int(path[-1])] = value


def _child(node: Any, step: str) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    return None


def _set_pair(record: Any, listed: Any, key: str, value: str | None) -> None:
    node = record
    for step in listed.path.split("."):
        node = _child(node, step)
    for pair in node if isinstance(node, list) else []:
        if isinstance(pair, dict) and str(pair.get(listed.key)).strip("\0") == key:
            for place, field in enumerate(listed.values):
                _set(pair, field.split("."), value if place == 0 else None)


def _prune(node: Any, known: list[tuple[str, ...]]) -> None:
    """Drop every field that no column of the contract reads."""
    if isinstance(node, dict):
        for name in list(node):
            below = [path[1:] for path in known if path and path[0] == name]
            if not below:
                del node[name]
            elif () not in below:
                _prune(node[name], below)
    elif isinstance(node, list):
        if not any(path and path[0].isdigit() for path in known):
            node.clear()
        for place, value in enumerate(node):
            below = [path[1:] for path in known if path and path[0] == str(place)]
            if not below:
                node[place] = None
            elif () not in below:
                _prune(value, below)


def _loaded(text: str) -> Any:
    """JSON whose numbers keep every digit."""
    return json.loads(
        text,
        parse_float=lambda said: f"\0{said}\0",
        parse_int=lambda said: f"\0{said}\0",
        parse_constant=lambda said: f"\0{said}\0",
    )


def _dumped(value: Any) -> str:
    return _NUMBER.sub(r"\1", json.dumps(value, ensure_ascii=False))
