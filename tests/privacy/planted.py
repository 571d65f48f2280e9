"""A department of every format with three people in it, of whom one is to be erased."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import landing
from orchestration.company.departments import Column, Extract
from orchestration.company.mapped import Footer, Shape
from orchestration.landing import Receipt
from orchestration.landing.ledger import raw_table
from orchestration.privacy import keys, tombstones
from orchestration.privacy.tombstones import Tombstone
from orchestration.settings import Settings
from tests.grids import as_csv, as_xlsx

COLUMNS = (
    Column("person_id", "varchar", "Id", required=True),
    Column("name", "varchar", "Name", pii="name"),
    Column("email", "varchar", "Mail", pii="email"),
    Column("phone", "varchar", "Tel", pii="phone"),
    Column("birth_on", "date", "Born", pii="birth_date"),
    Column("postcode", "varchar", "Post", pii="address"),
    Column("note", "varchar", "Note", pii="free_text"),
    Column("amount", "decimal(12,2)", "Amount"),
    Column("seen_on", "date", "Seen"),
)
NAMES = tuple(column.extract_name for column in COLUMNS)
Row = tuple[str, ...]
ANN: Row = ("P1", "Ann Able", "ann@able.test", "07700 900001", "1980-01-01", "AB1 2CD",
            "Rang about Żoë Quill, zoe@quill.test.", "1.10", "2026-01-01")  # fmt: skip
ZOE: Row = ("P2", "Żoë Quill", "zoe@quill.test", "07700 900002", "1981-02-02", "QZ9 9ZZ",
            "Wants silence; call 07700 900002", "2.20", "2026-01-02")  # fmt: skip
BEN: Row = ("P3", "Ben Cole", "ben@cole.test", "07700 900003", "1982-03-03", "CD3 4EF",
            "Quill pens, zoe others", "3.30", "2026-01-03")  # fmt: skip
# What must not be found any more, in any form.
TELLING = ("zoe@quill.test", "900002", "quill.test", "QZ9 9ZZ", "1981-02-02", "Żoë Quill")
ERASED_ON = date(2026, 2, 1)
# A report and a sheet have titles, an empty column and sums around their table.
FORMATS = ("csv", "cp1252", "gz", "jsonl", "json", "parquet", "xlsx", "report", "sheet")
AROUND = Shape(header_rows=(3,), footer=Footer(("Total",)))


def extract(kind: str, **changes: object) -> Extract:
    """The contract of one format."""
    endings = {"cp1252": "csv", "gz": "csv.gz", "report": "csv", "sheet": "xlsx"}
    forms = {"cp1252": "csv", "gz": "csv", "report": "csv", "sheet": "xlsx"}
    given: dict[str, object] = {
        "department": "crm",
        "table": f"people_{kind}",
        "description": "One row per person.",
        "owner": "Tests",
        "pattern": f"people_*.{endings.get(kind, kind)}",
        "format": forms.get(kind, kind),
        "key": ("person_id",),
        "load": "append",
        "columns": COLUMNS,
        "extra_columns": "keep",
        "event_time": "seen_on",
        "record_ids": (("crm", "person_id"),),
        "encoding": "cp1252" if kind == "cp1252" else "utf-8",
        "compression": "gzip" if kind == "gz" else None,
        "delimiter": ";" if kind == "cp1252" else ",",
        "shape": {"json": Shape(records="all.people[]"), "report": AROUND, "sheet": AROUND}.get(
            kind, Shape()
        ),
    }
    return Extract(**(given | changes))  # type: ignore[arg-type]


def content(kind: str, rows: tuple[Row, ...]) -> bytes:
    """Rows as a file of one format."""
    if kind in ("csv", "cp1252", "gz"):
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";" if kind == "cp1252" else ",")
        writer.writerows([NAMES, *(map(_latin, row) if kind == "cp1252" else row for row in rows)])
        raw = text.getvalue().encode("cp1252" if kind == "cp1252" else "utf-8")
        return gzip.compress(raw) if kind == "gz" else raw
    if kind in ("report", "sheet"):
        grid = [["", *row] for row in (NAMES, *rows)]
        grid[:0] = [["", "People, asked for by Żoë Quill"], ["", "", "2026"]]
        grid.append(["", "Total", "", "call 07700 900002", "", "", "", "", "6.60"])
        return as_csv(grid) if kind == "report" else as_xlsx(grid)
    objects = [dict(zip(NAMES, row, strict=True)) for row in rows]
    if kind == "jsonl":
        return "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode()
    if kind == "json":
        return json.dumps({"all": {"people": objects, "total": 3}}, ensure_ascii=False).encode()
    return _table(kind, rows)


def _latin(text: str) -> str:
    return text.replace("Ż", "Z")


def _table(kind: str, rows: tuple[Row, ...]) -> bytes:
    if kind == "xlsx":
        return _workbook(rows)
    path = Path(_folder(), "table.parquet")
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" varchar' for name in NAMES)
        connection.execute(f"create table t ({columns})")
        connection.executemany(f"insert into t values ({', '.join('?' * len(NAMES))})", rows)
        connection.execute(f"copy t to '{path}' (format parquet)")
    return path.read_bytes()


def _folder() -> str:
    import tempfile

    return tempfile.mkdtemp()


def _workbook(rows: tuple[Row, ...]) -> bytes:
    """A workbook with shared strings, and a second sheet that names a person too."""
    texts: dict[str, int] = {}

    def cell(place: int, number: int, text: str) -> str:
        index = texts.setdefault(text, len(texts))
        return f'<c r="{chr(65 + place)}{number}" t="s"><v>{index}</v></c>'

    body = "".join(
        f'<row r="{number}">{"".join(cell(p, number, t) for p, t in enumerate(row))}</row>'
        for number, row in enumerate((NAMES, *rows), start=1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    other = '<row r="1"><c r="A1" t="inlineStr"><is><t>by zoe@quill.test</t></is></c></row>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
                f'ContentType="{kinds}.worksheet+xml"/>'
                for n in (1, 2)
            )
            + f'<Override PartName="/xl/sharedStrings.xml" '
            f'ContentType="{kinds}.sharedStrings+xml"/></Types>',
        )
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {space} xmlns:r="{relation}"><sheets>'
            '<sheet name="people" sheetId="1" r:id="rId1"/>'
            '<sheet name="notes" sheetId="2" r:id="rId2"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}">'
            f'<Relationship Id="rId1" Type="{relation}/worksheet" '
            'Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{relation}/worksheet" '
            'Target="worksheets/sheet2.xml"/>'
            f'<Relationship Id="rId3" Type="{relation}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        sheet = f"<worksheet {space}><sheetData>{{}}</sheetData></worksheet>"
        book.writestr("xl/worksheets/sheet1.xml", sheet.format(body))
        book.writestr("xl/worksheets/sheet2.xml", sheet.format(other))
        shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return out.getvalue()


@dataclass
class Place:
    """One warehouse and the folders around it."""

    settings: Settings
    connection: duckdb.DuckDBPyConnection

    def land(self, one: Extract, name: str, raw: bytes) -> Receipt:
        folder = self.settings.extracts / one.department
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
        landed = landing.land(one, self.connection, self.settings)
        return next(receipt for receipt in landed if receipt.file_name == name)

    def rows(self, one: Extract, columns: str = "*") -> list[tuple[object, ...]]:
        return self.connection.execute(
            f"select {columns} from {raw_table(one)} order by all"
        ).fetchall()


def erase(settings: Settings, **changes: object) -> None:
    """Tombstones of the person in the middle."""
    secret = keys.key(settings)

    def stone(kind: str, value: str, stands_as: str | None = None) -> Tombstone:
        hashed = keys.keyed(secret, f"{kind}|{value}")
        return Tombstone(kind, hashed, "ZZZ", "R-1", ERASED_ON.isoformat(), stands_as, False)

    tombstones.append(
        settings,
        [
            stone("id", "crm|P2", "XZZZ-1"),
            stone("any", "P2", "XZZZ-1"),
            stone("email", "zoe@quill.test"),
            stone("phone", "700900002"),
            stone("birth", "1981-02-02"),
            stone("place", "qz99zz"),
            stone("name", "quill zoe"),
            stone("word", "quill"),
            stone("word", "zoe"),
        ],
    )
