"""Nasty Parquet files and workbooks."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb

from tests.landing.corpus import Case, loaded, partly, refused

PARQUET: dict[str, Any] = {
    "name": "people_1.parquet",
    "contract": {"pattern": "people_*.parquet", "format": "parquet"},
}
XLSX: dict[str, Any] = {
    "name": "people_1.xlsx",
    "contract": {"pattern": "people_*.xlsx", "format": "xlsx"},
}
NAME_2 = "name from {raw} where person_id = 'p2'"
SEEN_2 = "seen_at::varchar from {raw} where person_id = 'p2'"
COLUMNS = {
    "Id": "'p' || i",
    "Name": "'Name ' || i",
    "Seen": "timestamp '2024-01-01 10:00:00' + to_days(i - 1)",
    "Visits": "i::integer",
    "Spend": "(i + 0.5)::decimal(12,2)",
}


def parquet(rows: int = 3, **changes: str) -> bytes:
    """Three rows as contracted, but for the SQL of the columns named."""
    columns = ", ".join(f"{sql} as {name}" for name, sql in (COLUMNS | changes).items() if sql)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        duckdb.sql(
            f"copy (select {columns} from range(1, {rows} + 1) as t(i)) to '{path}' "
            "(format parquet, compression uncompressed)"
        )
        return path.read_bytes()


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(reference: str, value: object) -> str:
    return f'<c r="{reference}"><v>{value}</v></c>'


def line(at: int, cells: str) -> str:
    return f'<row r="{at}">{cells}</row>'


def person(at: int, who: int, *, name: str = "", seen: str = "", rest: str = "") -> str:
    return line(
        at,
        text(f"A{at}", f"p{who}")
        + (name or text(f"B{at}", f"Name {who}"))
        + (seen or number(f"C{at}", 45291.0 + who + 10 / 24))
        + number(f"D{at}", who)
        + (rest or number(f"E{at}", who + 0.5)),
    )


TOP = "".join(
    text(f"{letter}1", name)
    for letter, name in zip("ABCDE", ("Id", "Name", "Seen", "Visits", "Spend"), strict=True)
)
HEAD = line(1, TOP)


def book(rows: str, properties: str = "", sheets: tuple[str, ...] = ("Data",)) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{office}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in enumerate(sheets, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}'
        "</Relationships>",
    }
    for at, _ in enumerate(sheets, 1):
        data = rows if at == 1 else line(1, text("A1", "other"))
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
        )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, xml in parts.items():
            out.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return packed.getvalue()


BODY = HEAD + person(2, 1) + person(3, 2) + person(4, 3)
GOOD = book(BODY)
SOUND = parquet()
MIDDLE = SOUND.index(b"Name 2")
FORMULA = '<c r="B3"><f>A2&amp;"x"</f></c>'

PARQUETS = [
    loaded("Parquet: as contracted", SOUND, **PARQUET),
    loaded("Parquet: no rows", parquet(rows=0), 0, says="no record", **PARQUET),
    refused("Parquet: an empty file", b"", "empty", **PARQUET),
    refused("Parquet: CSV instead", "Id,Name\n", "Not a sound Parquet", **PARQUET),
    refused("Parquet: cut off", SOUND[:-30], "Not a sound Parquet", **PARQUET),
    refused("Parquet: pages overwritten behind a sound footer",
            SOUND[:4] + b"\xff" * (MIDDLE - 4) + SOUND[MIDDLE:], "corrupt", **PARQUET),
    refused("Parquet: a column missing", parquet(Spend="", Spent="1.5"),
            "Spend (renamed to Spent?)", **PARQUET),
    loaded("Parquet: columns in another order", parquet(Id="", Name="", name="'A'", id="'p' || i"),
           **PARQUET),
    loaded("Parquet: an added nested column", parquet(More="{'a': [i]}"),
           sees="_extra from {raw} where person_id = 'p2'", finds=('{"More":{"a":[2]}}',),
           **PARQUET),
    loaded("Parquet: numbers where texts are contracted", parquet(Id="i"), **PARQUET),
    loaded("Parquet: texts where times and numbers are contracted",
           parquet(Seen="'2024-01-02T10:00:00'", Visits="'7'", Spend="'\u00a31.50'"),
           sees=SEEN_2, finds=("2024-01-02 10:00:00",), **PARQUET),
    loaded("Parquet: times with a time zone", parquet(Seen="timestamptz '2024-01-02 12:00:00+02'"),
           sees=SEEN_2, finds=("2024-01-02 10:00:00",), **PARQUET),
    loaded("Parquet: times in nanoseconds", parquet(Seen="timestamp_ns '2024-01-02 10:00:00'"),
           sees=SEEN_2, finds=("2024-01-02 10:00:00",), **PARQUET),
    loaded("Parquet: whole numbers as floating point", parquet(Visits="i::double"),
           sees="visits from {raw} where person_id = 'p2'", finds=(2,), **PARQUET),
    loaded("Parquet: fractions where whole numbers are contracted", parquet(Visits="i + 0.5"),
           says="3 values", **PARQUET),
    partly("Parquet: a required value null", parquet(Id="nullif('p' || i, 'p2')"), (2, 1),
           **PARQUET),
    partly("Parquet: one key twice", parquet(Id="'p' || (i + i % 2)"), (2, 1), says="twice",
           **PARQUET),
]  # fmt: skip

WORKBOOKS = [
    loaded("Excel: serial dates", GOOD, sees=SEEN_2, finds=("2024-01-02 10:00:00",), **XLSX),
    loaded("Excel: dates counted from 1904",
           book(BODY.replace("4529", "4383"), '<workbookPr date1904="1"/>'),
           sees=SEEN_2, finds=("2024-01-04 10:00:00",), **XLSX),
    loaded("Excel: dates as texts",
           book(HEAD + person(2, 2, seen=text("C2", "2024-01-02T10:00:00"))), 1,
           sees=SEEN_2, finds=("2024-01-02 10:00:00",), **XLSX),
    partly("Excel: a formula never calculated",
           book(HEAD + person(2, 1) + person(3, 2, name=FORMULA)), (1, 1),
           says="never calculated", **XLSX),
    loaded("Excel: a formula with its value",
           book(HEAD + person(2, 2, name='<c r="B2" t="str"><f>1</f><v>Ann</v></c>')), 1,
           sees=NAME_2, finds=("Ann",), **XLSX),
    loaded("Excel: an error in an optional cell",
           book(HEAD + person(2, 2, name='<c r="B2" t="e"><v>#N/A</v></c>')), 1,
           says="1 values", sees=NAME_2, finds=(None,), **XLSX),
    loaded("Excel: blank rows between records",
           book(HEAD + person(2, 1) + line(3, "") + person(7, 2) + line(9, text("A9", ""))), 2,
           **XLSX),
    partly("Excel: a value to the right of the header",
           book(HEAD + person(2, 1) + person(3, 2, rest=text("H3", "note"))), (1, 1),
           says="outside the columns", **XLSX),
    loaded("Excel: the table begins in the third row",
           book(line(3, TOP.replace('1"', '3"')) + person(4, 1) + person(5, 2)), 2, **XLSX),
    loaded("Excel: a second sheet", book(BODY, sheets=("Data", "Notes")),
           sees="detail from landing.drift", finds=("sheet 'Notes'",), **XLSX),
    loaded("Excel: a telephone number stored as a number",
           book(HEAD + person(2, 2, name=number("B2", 7700900123))), 1,
           sees=NAME_2, finds=("7700900123",), **XLSX),
    loaded("Excel: entities and rich text",
           book(HEAD + person(2, 2, name='<c r="B2" t="inlineStr"><is><r><t>A &amp; </t></r>'
                '<r><t>B</t></r></is></c>')), 1, sees=NAME_2, finds=("A & B",), **XLSX),
    loaded("Excel: rows and cells without references",
           book(BODY.replace(' r="', ' x="')), **XLSX),
    Case("Excel: a header and no record", book(HEAD), "loaded", says="no record", **XLSX),
    refused("Excel: an empty sheet", book(""), "first sheet is empty", **XLSX),
    refused("Excel: a column missing", book(BODY.replace("Visits", "Vists")),
            "Visits (renamed to Vists?)", **XLSX),
    refused("Excel: an empty file", b"", "empty", **XLSX),
    refused("Excel: cut off", GOOD[:-40], "Not a sound Excel", **XLSX),
    refused("Excel: a flipped byte", GOOD.replace(b"Name 2", b"Nane 2"), "damaged", **XLSX),
    refused("Excel: an old or encrypted workbook", b"\xd0\xcf\x11\xe0" + bytes(600),
            "Not a sound Excel", **XLSX),
    refused("Excel: CSV instead", "Id,Name\n", "Not a sound Excel", **XLSX),
]  # fmt: skip

CASES: list[Case] = [*PARQUETS, *WORKBOOKS]
