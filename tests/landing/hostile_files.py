"""A hundred files that nobody planned for, each in a way of its own, by the format they claim.

`python -m tests.landing.hostile_files FOLDER FORMAT` writes those of one format.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import duckdb

from tests.landing.corpus import HEADER, row
from tests.landing.corpus_binary import HEAD, book, parquet, person

_MB = 1 << 20
_LINE = '{"Id": "p1", "Name": "Ann", "Seen": "2026-01-01 10:00:00", "Visits": 1, "Spend": 1.5'
GOOD_TEXT = (HEADER + row(1)).encode()
_BOOK = '<workbook xmlns:r="x"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
_RELATIONS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
_TITLES = ("Id", "Name", "Seen", "Visits", "Spend")

Hostile = dict[str, bytes | Callable[[Path], None]]


def csv() -> Hostile:
    """Text that claims to be comma-separated."""
    return {
        "nul_in_a_name": HEADER.encode().replace(b"Spend", b"Spend,a\0b")
        + b"p1,Ann,2026-01-01 10:00:00,1,1,2\n",
        "nul": HEADER.encode() + b"p1,A\0nn,2026-01-01 10:00:00,1,1.5\n",
        "only_nul_among_text": b"\0".join([GOOD_TEXT] * 3),
        "line_of_50_mb": HEADER.encode() + b"p1," + b"x" * (50 * _MB) + b",2026-01-01,1,1\n",
        "line_of_80_mb": HEADER.encode() + b"p1," + b"x" * (80 * _MB),
        "quote_never_closed": HEADER.encode() + b'p1,"' + row(2).encode() * 50_000,
        "quotes_alone": b'"' * (5 * _MB),
        "commas_alone": b"," * (5 * _MB),
        "million_columns": b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n",
        "one_name_many_times": b"Id," * 50_000 + b"\n",
        "returns_alone": b"\r" * (2 * _MB),
        "line_ends_alone": b"\n" * (5 * _MB),
        "utf_32": GOOD_TEXT.decode().encode("utf-32"),
        "utf_16_cut_within_a_letter": GOOD_TEXT.decode().encode("utf-16")[:-1],
        "half_a_letter": GOOD_TEXT + b"p2,\xe2\x82",
        "all_bytes": bytes(range(256)) * 4096,
        "noise": os.urandom(3 * _MB),
        "a_program": b"\x7fELF" + os.urandom(4096),
        "a_page": b"<!doctype html><html><body>Service unavailable</body></html>\n" * 20,
        "numbers_without_end": HEADER.encode()
        + b"p1,Ann,2026-01-01 10:00:00,"
        + b"9" * _MB
        + b",1e999999999\n",
        "days_that_never_were": HEADER.encode()
        + b"p1,Ann,99999-99-99 99:99:99,1,1\np2,Ann,-290308-01-01,1,1\np3,Ann,infinity,nan,inf\n",
        "sql": HEADER.encode() + b'"p1\'); drop table landing.receipts; --",x,2026-01-01,1,1\n',
        "formulas": HEADER.encode() + b"=cmd|' /C calc'!A0,@SUM(1),2026-01-01 10:00:00,1,1\n",
        "escapes": HEADER.encode() + b"\x1b]0;owned\x07,\x1b[2J,2026-01-01 10:00:00,1,1\n",
        "marks_alone": b"\xef\xbb\xbf" * 100_000,
        "nothing": b"",
        "blanks": b" \t" * _MB,
        "a_hole": _hole(3 << 30),
        "a_hole_behind_a_header": _hole(1 << 30, GOOD_TEXT),
        "names_of_64_kb": (b"x" * 65_536 + b",") * 40 + b"\n" + row(1).encode(),
    }


def packed() -> Hostile:
    """What claims to be a gzip of comma-separated text."""
    sound = gzip.compress(GOOD_TEXT)
    return {
        "bomb_of_zeros": _packed_often(b"\0" * _MB, 2048),
        "bomb_of_one_line": _packed_often(b"a" * _MB, 1024, HEADER.encode() + b"p1,"),
        "bomb_of_rows": _packed_often(row(1).encode() * 20_000, 150, HEADER.encode()),
        "bomb_in_a_bomb": gzip.compress(gzip.compress(b"\0" * (200 * _MB))),
        "many_members": gzip.compress(b"") * 200_000,
        "members_one_bad": sound + sound[:-9] + b"\0" * 9,
        "cut_off": sound[:-10],
        "sum_is_wrong": sound[:-8] + b"\0" * 8,
        "rubbish_behind": sound + b"rubbish" * 1000,
        "header_alone": sound[:10],
        "plain_text": GOOD_TEXT,
        "a_zip": _zip({"a.csv": GOOD_TEXT}),
        "name_without_end": b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"x" * _MB,
        "reserved_flags": b"\x1f\x8b\x08\xff" + sound[4:],
        "bad_block": sound[:10] + b"\xff" * 200,
        "nothing": b"",
        "deflate_alone": zlib.compress(GOOD_TEXT),
    }


def lines() -> Hostile:
    """What claims to be JSON lines."""
    deep = "[" * 200_000 + "]" * 200_000
    return {
        "deep_list": f'{_LINE}, "x": {deep}}}\n'.encode(),
        "deep_object": (_LINE + ', "x": ' + '{"a":' * 150_000 + "1" + "}" * 150_000 + "}").encode(),
        "deep_open": b"[" * 3_000_000,
        "deep_in_a_text": f'{_LINE}, "x": {json.dumps(deep)}}}\n'.encode(),
        "just_deep_enough": f'{_LINE}, "x": {"[" * 150}{"]" * 150}}}\n'.encode() * 100,
        "half_a_pair": _LINE.replace("Ann", r"\ud800").encode() + b"}\n",
        "nul_escaped": _LINE.replace("Ann", r"A\u0000n").encode() + b"}\n",
        "nul": _LINE.replace("Ann", "A\0n").encode() + b"}\n",
        "not_numbers": _LINE.replace("1.5", "NaN").encode() + b"}\n" + b"Infinity\n",
        "digits_without_end": _LINE.replace("1.5", "9" * 100_000).encode() + b"}\n",
        "exponent": _LINE.replace("1.5", "1e999999999").encode() + b"}\n",
        "many_keys": (_LINE + "".join(f', "k{n}": 1' for n in range(300_000)) + "}\n").encode(),
        "one_key_often": (_LINE + ', "Name": "x"' * 100_000 + "}\n").encode(),
        "key_of_5_mb": f'{_LINE}, "{"k" * 5 * _MB}": 1}}\n'.encode(),
        "keys_all_different": "".join(
            f'{{"Id": "p{n}", "Seen": "2026-01-01", "k{n}": {n}}}\n' for n in range(20_000)
        ).encode(),
        "line_of_50_mb": f'{_LINE}, "x": "{"y" * 50 * _MB}"}}\n'.encode(),
        "line_of_80_mb": f'{_LINE}, "x": "{"y" * 80 * _MB}"}}\n'.encode(),
        "empty_key": f'{_LINE}, "": 1, " ": 2, "\\u0000": 3}}\n'.encode(),
        "a_list": f"[{_LINE}}}, {_LINE}}}]".encode(),
        "a_list_over_lines": f"[\n{_LINE}}},\n{_LINE}}}\n]\n".encode(),
        "bare_words": b'null\ntrue\n1\n"x"\n[]\n{}\n' * 1000,
        "two_in_a_line": f"{_LINE}}}{_LINE}}}\n".encode(),
        "bytes_that_are_no_text": _LINE.encode().replace(b"Ann", b"\xff\xfe\xc0\x80") + b"}\n",
        "noise": os.urandom(2 * _MB),
        "objects_for_values": (
            _LINE.replace('"Ann"', '{"a": {"b": [1, {"c": null}]}}').replace('"p1"', "[1, 2]")
            + "}\n"
        ).encode(),
        "nothing": b"",
    }


def documents() -> Hostile:
    """What claims to be one JSON document."""
    return {
        "deep": b"[" * 200_000 + b"]" * 200_000,
        "deep_inside": f'[{_LINE}, "x": {"[" * 5_000}{"]" * 5_000}}}]'.encode(),
        "never_closed": f"[{_LINE}}},".encode(),
        "digits_without_end": f"[{_LINE.replace('1.5', '9' * 100_000)}}}]".encode(),
        "half_a_pair": f"[{_LINE.replace('Ann', chr(92) + 'ud800')}}}]".encode(),
        "not_numbers": f"[{_LINE.replace('1.5', '-Infinity')}}}]".encode(),
        "many_empty": b"[" + b"{}," * 500_000 + b"{}]",
        "lists_of_lists": b"[[[1]],[[2]]]",
        "a_word": b"null",
        "line_of_60_mb": b'[{"Id": "' + b"x" * (60 * _MB) + b'"}]',
        "utf_16": f"[{_LINE}}}]".encode("utf-16"),
        "nothing": b"",
    }


def books() -> Hostile:
    """What claims to be a workbook."""
    titles = "".join(_cell(f"{chr(65 + at)}1", title) for at, title in enumerate(_TITLES))
    wide = "".join(_cell(f"{_letters(at)}1", f"c{at}") for at in range(100_000))
    deep = "<a>" * 200_000 + "</a>" * 200_000
    one = _workbook(f'<row r="1">{titles}</row>')
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    return {
        "million_columns": _workbook(f'<row r="1">{wide}</row>'),
        "column_beyond_all": _workbook(f'<row r="1">{titles}{_cell("ZZZZZZZ1", "x")}</row>'),
        "column_beyond_all_below": _workbook(
            f'<row r="1">{titles}</row><row r="2">{_cell("A2", "p1")}{_cell("ZZZZZZZ2", "x")}</row>'
        ),
        "row_beyond_all": _workbook(f'<row r="1">{titles}</row><row r="99999999999999999999"/>'),
        "row_without_number": _workbook(f"<row>{titles}</row><row r='x'>{titles}</row>"),
        "cell_without_place": _workbook('<row r="1"><c><v>1</v></c><c r=""><v>2</v></c></row>'),
        "bomb": _workbook(f'<row r="1">{titles}</row>' + " " * (100 * _MB)),
        "bomb_of_strings": _workbook(f'<row r="1">{titles}</row>', strings="<si/>" * 5_000_000),
        "laughs": _workbook(f'<row r="1">{titles}</row>', top=laughs + "]>"),
        "outside_entity": _workbook(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>',
            top='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        ),
        "deep": _workbook(f'<row r="1">{titles}{deep}</row>'),
        "string_that_is_none": string_that_is_none(),
        "sheet_elsewhere": _zip(
            {
                "xl/workbook.xml": _BOOK,
                "xl/_rels/workbook.xml.rels": _RELATIONS.replace("worksheets/", "../../../../etc/"),
            }
        ),
        "sheet_of_no_text": _zip(
            {
                "xl/workbook.xml": _BOOK.replace("r1", "\xff").encode("latin-1"),
                "xl/_rels/workbook.xml.rels": _RELATIONS.replace("r1", "\xff").encode("latin-1"),
            }
        ),
        "no_sheet": _zip({"xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": ""}),
        "no_parts": _zip({}),
        "encrypted": _flagged(one, 1),
        "packed_unknown": _method(one, 99),
        "size_that_lies": _lying(one),
        "cut_off": one[: len(one) // 2],
        "plain_text": GOOD_TEXT,
        "nothing": b"",
        "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096,
    }


def string_that_is_none() -> bytes:
    """A cell that names a shared text by a number that the workbook does not have."""
    return _workbook('<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>', strings="")


def line(field: str) -> bytes:
    """A sound line of JSON with one field more."""
    return f"{_LINE}, {field}}}\n".encode()


def columnar() -> Hostile:
    """What claims to be Parquet."""
    sound = parquet()
    wrong = bytearray(sound)
    for place in range(100, len(wrong) - 100, 7):
        wrong[place] ^= 0xFF
    return {
        "cut_off": sound[:-20],
        "footer_alone": b"PAR1" + sound[-200:],
        "footer_beyond": b"PAR1" + struct.pack("<I", 2**31 - 1) + b"PAR1",
        "footer_of_noise": b"PAR1" + os.urandom(4096) + struct.pack("<I", 4096) + b"PAR1",
        "encrypted": b"PARE" + sound[4:-4] + b"PARE",
        "noise_within": bytes(wrong),
        "pages_of_noise": sound[:4] + os.urandom(150) + sound[154:],
        "bomb": _parquet(
            "select 'p1' as Id, repeat('x', 4000000) as Name, timestamp '2026-01-01' as Seen, "
            "1 as Visits, 1.5 as Spend from range(500)",
            "compression zstd",
        ),
        "bomb_of_rows": _parquet(
            "select 'p1' as Id, 'x' as Name, timestamp '2026-01-01' as Seen, 1 as Visits, "
            "1.5 as Spend from range(20000000)",
            "compression zstd",
        ),
        "many_columns": _parquet(
            "select 'p1' as Id, " + ", ".join(f"{n} as c{n}" for n in range(5_000))
        ),
        "deep": _parquet(
            "select 'p1' as Id, 'x' as Name, timestamp '2026-01-01' as Seen, 1 as Visits, "
            + "[" * 60
            + "1"
            + "]" * 60
            + " as Spend"
        ),
        "other_types": _parquet(
            "select {'a': 1} as Id, [1, 2] as Name, interval '3 days' as Seen, "
            "true as Visits, 'x'::blob as Spend"
        ),
        "bytes_that_are_no_text": _parquet(
            r"select '\xFF\xFE'::blob as Id, 'x' as Name, timestamp '2026-01-01' as Seen, "
            "1 as Visits, 1.5 as Spend"
        ),
        "far_days": _parquet(
            "select 'p1' as Id, 'x' as Name, timestamp '290000-01-01' as Seen, "
            "2147483647 as Visits, 'nan'::double as Spend"
        ),
        "plain_text": GOOD_TEXT,
        "nothing": b"",
    }


FORMATS: dict[str, tuple[str, Callable[[], Hostile]]] = {
    "csv": ("csv", csv),
    "csv.gz": ("csv", packed),
    "jsonl": ("jsonl", lines),
    "json": ("json", documents),
    "xlsx": ("xlsx", books),
    "parquet": ("parquet", columnar),
}


GOOD = "people_good"


def write(folder: Path, ending: str) -> int:
    """Write the files of one format, and a good one, as `people_<what>.<ending>`; how many."""
    _, make = FORMATS[ending]
    files = {"good": _good(ending), **make()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / f"people_{name}.{ending}"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    return len(files)


def _good(ending: str) -> bytes:
    whole = {
        "csv": GOOD_TEXT,
        "csv.gz": gzip.compress(GOOD_TEXT),
        "jsonl": f"{_LINE}}}\n".encode(),
        "json": f"[{_LINE}}}]".encode(),
        "xlsx": book(HEAD + person(2, 1)),
        "parquet": parquet(1),
    }
    return whole[ending]


def _hole(size: int, start: bytes = b"") -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with path.open("wb") as out:
            out.write(start)
            out.truncate(size)

    return make


def _packed_often(content: bytes, times: int, start: bytes = b"") -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with gzip.open(path, "wb", compresslevel=6) as out:
            out.write(start)
            for _ in range(times):
                out.write(content)

    return make


def _zip(parts: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return held.getvalue()


def _workbook(rows: str, *, top: str = "", strings: str = "") -> bytes:
    """A sound workbook whose sheet holds these rows, with a document type before it if any."""
    with zipfile.ZipFile(io.BytesIO(book(rows))) as sound:
        parts: dict[str, str | bytes] = {name: sound.read(name) for name in sound.namelist()}
    sheet = str(parts["xl/worksheets/sheet1.xml"], "utf-8")  # type: ignore[arg-type]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("?>", f"?>{top}", 1)
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>"
    return _zip(parts)


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _letters(at: int) -> str:
    said = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        said = chr(65 + rest) + said
    return said


def _flagged(book: bytes, flag: int) -> bytes:
    """Every part marked with a flag of the zip format, such as 1 for encrypted."""
    return _patched(book, 6, 8, struct.pack("<H", flag))


def _method(book: bytes, method: int) -> bytes:
    return _patched(book, 8, 10, struct.pack("<H", method))


def _lying(book: bytes) -> bytes:
    """Every part says that it unpacks to ten bytes."""
    return _patched(book, 22, 24, struct.pack("<I", 10))


def _patched(book: bytes, local: int, central: int, value: bytes) -> bytes:
    """The same field of every local and central header of a zip, written over."""
    held = bytearray(book)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = held.find(mark)
        while at >= 0:
            held[at + offset : at + offset + len(value)] = value
            at = held.find(mark, at + 4)
    return bytes(held)


def _parquet(sql: str, *options: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        said = ", ".join(("format parquet", *options))
        with duckdb.connect(config={"memory_limit": "1GB", "threads": 1}) as connection:
            connection.execute("set preserve_insertion_order = false")
            connection.execute(f"copy ({sql}) to '{path}' ({said})")

    return make


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2])
