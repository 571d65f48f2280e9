"""Excel workbooks, rewritten in their XML: rows emptied, cells replaced, shared texts blanked."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from xml.sax.saxutils import escape, unescape

import duckdb

from orchestration.landing import header, xlsx_files
from orchestration.landing.archive import Archived
from orchestration.privacy.matching import Plan
from orchestration.privacy.mentions import Redact
from orchestration.privacy.rewriting.places import Fields
from orchestration.tabular import xlsx_sheet
from orchestration.tabular.xlsx_sheet import CELL, LETTERS, NUMBER

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_SHARED = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>.*?</(?:\w+:)?si>)", re.DOTALL)
_TEXT = re.compile(rb"(<(?:\w+:)?t\b[^>]*>)([^<]*)(</(?:\w+:)?t>)")
_INDEX = re.compile(rb"<(?:\w+:)?v(?: [^>]*)?>\s*([0-9]+)\s*<")
_IS_SHARED = re.compile(rb'\bt="s"')
_STRINGS = "xl/sharedStrings.xml"


def rewrite(
    connection: duckdb.DuckDBPyConnection,
    archived: Archived,
    fields: Fields,
    plan: Plan,
    redact: Redact,
) -> bytes:
    """The successor's bytes. What other sheets and notes say of an erased person goes as well."""
    sheet = xlsx_sheet.first_sheet(archived.path)
    scanned = xlsx_sheet.scan(archived.path, sheet, fields.extract.shape.header_rows)
    names, _ = xlsx_files.read_cells(connection, archived.path, scanned)
    connection.execute("drop table temp.landing_sheet")
    found = header.match(names, fields.extract, is_grid=True)
    top, left = scanned.rows[0], scanned.columns.start
    with zipfile.ZipFile(archived.path) as book:
        members = {info.filename: book.read(info) for info in book.infolist()}
    known = {left + place for place in found.positions.values()}
    edits = {
        row: {left + found.positions[name]: value for name, value in values.items()}
        for row, values in fields.edits.items()
    }
    before = _used(members)
    number = 0

    def row(found_row: re.Match[bytes]) -> bytes:
        nonlocal number
        said = NUMBER.search(found_row[1])
        number = int(said[1]) if said else number + 1
        record = number - top
        if record in plan.gone:
            return b'<row r="%d"></row>' % number
        if record not in edits and record not in plan.bare:
            return found_row[0]
        body = _cells(
            found_row[2] or b"",
            number,
            edits.get(record, {}),
            known if record in plan.bare else None,
        )
        return b"<row" + found_row[1] + b">" + body + b"</row>"

    members[sheet.member] = _ROW.sub(row, members[sheet.member])
    after = _used(members)
    if _STRINGS in members:
        members[_STRINGS] = _blanked(members[_STRINGS], set(before) - set(after))
    for name, content in members.items():
        if name.endswith((".xml", ".vml")):
            members[name] = _TEXT.sub(lambda text: _redacted(text, redact), content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members.items():
            book.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _cells(body: bytes, number: int, edits: dict[int, str | None], known: set[int] | None) -> bytes:
    place = -1

    def cell(found: re.Match[bytes]) -> bytes:
        nonlocal place
        said = LETTERS.search(found[1])
        place = xlsx_sheet.index_of(said[1]) if said else place + 1
        if place in edits:
            value = edits[place]
            if value is None:
                return b""
            column = said[1] if said else xlsx_sheet.letters_of(place).encode()
            at = column + str(number).encode()
            return (
                b'<c r="' + at + b'" t="inlineStr"><is><t>' + escape(value).encode()
                + b"</t></is></c>"
            )  # fmt: skip
        if known is not None and place not in known:
            return b""
        return found[0]

    return CELL.sub(cell, body)


def _used(members: dict[str, bytes]) -> Counter[int]:
    """How often each shared text is named by a cell of any sheet."""
    found: Counter[int] = Counter()
    for name, content in members.items():
        if name.startswith("xl/worksheets/"):
            for cell in CELL.finditer(content):
                if _IS_SHARED.search(cell[1]) and (index := _INDEX.search(cell[2] or b"")):
                    found[int(index[1])] += 1
    return found


def _blanked(strings: bytes, unused: set[int]) -> bytes:
    place = -1

    def item(found: re.Match[bytes]) -> bytes:
        nonlocal place
        place += 1
        return b"<si><t></t></si>" if place in unused else found[0]

    return _SHARED.sub(item, strings)


def _redacted(found: re.Match[bytes], redact: Redact) -> bytes:
    said = redact(unescape(found[2].decode("utf-8", "replace")))
    if said is None:
        return found[0]
    return found[1] + escape(said).encode() + found[3]
