"""Nasty files of every format that only a suspicious mind thinks of."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from io import BytesIO

from tests.landing import corpus_binary as binary
from tests.landing import corpus_jsonl as jsonl
from tests.landing.corpus import GOOD, HEADER, ROWS, Case, loaded, partly, refused, row
from tests.landing.corpus_binary import HEAD, PARQUET, SEEN_2, XLSX, book, parquet, person
from tests.landing.corpus_csv import GZIP, NAME_2
from tests.landing.corpus_jsonl import EXTRA_2, FIRST, JSONL, SECOND, THIRD

SEMICOLON = {"contract": {"delimiter": ";"}}
AT_2 = "2024-01-02 10:00:00"
VISITS_2 = "visits from {raw} where person_id = 'p2'"
SPEND_2 = "spend_gbp::double from {raw} where person_id = 'p2'"


def seen(text: str) -> str:
    """Three records, of which the second was seen then."""
    return GOOD.replace(AT_2, text)


def spent(text: str) -> str:
    return GOOD.replace("2.50", text)


def second(old: str, new: str) -> str:
    """Three JSON lines, with something in the second replaced."""
    return FIRST + SECOND.replace(old, new) + THIRD


def repacked(workbook: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed, compressed."""
    packed = BytesIO()
    read = zipfile.ZipFile(BytesIO(workbook))
    with read, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in read.namelist():
            out.writestr(name, change(name, read.read(name)))
    return packed.getvalue()


def laughing(name: str, part: bytes) -> bytes:
    """Entities that are a gigabyte once they are expanded."""
    layers = b"".join(b'<!ENTITY %c "%s">' % (b, b"&%c;" % (b - 1) * 1000) for b in b"bc")
    start = b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 1000 + b'">' + layers + b"]><worksheet"
    return part.replace(b"<worksheet", start) if "sheet1" in name else part


def hidden(name: str, part: bytes) -> bytes:
    return part.replace(b'<sheet name="Data"', b'<sheet state="hidden" name="Data"')


CSV = [
    loaded("a byte order mark before semicolons", "\ufeff" + GOOD.replace(",", ";"), **SEMICOLON),
    refused("a byte order mark before semicolons nobody contracted",
            "\ufeff" + GOOD.replace(",", ";"), "semicolon-separated"),
    loaded("two byte order marks", "\ufeff\ufeff" + GOOD),
    loaded("blank lines above the header", "\n  \n" + GOOD),
    loaded("characters nobody sees in the header",
           "\u200b" + GOOD.replace("Visits", "Vis\u00adits")),
    loaded("a header with other blanks", GOOD.replace("Id,", "\u00a0Id\t,")),
    refused("the same column twice but for capitals", GOOD.replace("Name", "ID"), "twice"),
    refused("a comment above the header", "# generated\n" + GOOD,
            "header_rows: 2 would read them"),
    partly("a comment between the records", HEADER + row(1) + "# x\n" + row(2), (2, 1)),
    partly("a rule under the header and a count at the end",
           HEADER + "--,----,----,------,-----\n" + ROWS + "(3 rows affected)\n", (3, 2)),
    refused("a header with a quote never closed", '"' + GOOD, "No header"),
    refused("a million columns", HEADER.strip() + "," * 1_000_000 + "\n", "1,000,005 columns"),
    partly("a million fields in one row", GOOD + "," * 1_000_000 + "\n", (3, 1)),
    loaded("a million quotes in one field", GOOD.replace("Name 2", '"' + '""' * 1_000_000 + '"'),
           sees="length(name) from {raw} where person_id = 'p2'", finds=(1_000_000,)),
    loaded("a hundred thousand line breaks in one field",
           GOOD.replace("Name 2", '"' + "\n" * 100_000 + '"')),
    partly("single quotes around a comma", GOOD.replace("Name 2", "'Na, me'"), (2, 1)),
    partly("typographic quotes around a comma",
           GOOD.replace("Name 2", "\u201cNa, me\u201d"), (2, 1)),
    loaded("every separator of Unicode inside a value",
           GOOD.replace("Name 2", "a\x0bb\x0cc\x1cd\x1ee\x85f\u2028g\u2029h"), sees=NAME_2,
           finds=("a\x0bb\x0cc\x1cd\x1ee\x85f\u2028g\u2029h",)),
    loaded("escape codes for a terminal", GOOD.replace("Name 2", "\x1b[31mred"), sees=NAME_2,
           finds=("\x1b[31mred",)),
    partly("UTF-8 in one row, cp1252 in another",
           GOOD.replace("Name 1", "Zo\u00eb").encode().replace(b"Name 2", b"Zo\xeb"), (2, 1)),
    partly("an overlong UTF-8 sequence", GOOD.encode().replace(b"Name 2", b"\xc0\xaf"), (2, 1)),
    partly("half a surrogate pair", GOOD.encode().replace(b"Name 2", b"\xed\xa0\x80"), (2, 1)),
    refused("EBCDIC", GOOD.encode("cp500"), "No header"),
    refused("nothing but zeros, as a crash leaves them", bytes(4096), "empty"),
    partly("zeros behind the last record", GOOD.encode() + bytes(512), (3, 1)),
    refused("bzip2", bz2.compress(GOOD.encode()), "bzip2"),
    refused("xz", lzma.compress(GOOD.encode()), "xz"),
    refused("an SQLite database", b"SQLite format 3\0" + bytes(500), "SQLite"),
    refused("gzip in gzip", gzip.compress(gzip.compress(GOOD.encode())), "gzip-compressed", **GZIP),
    loaded("gzip with zeros behind it", gzip.compress(GOOD.encode()) + bytes(512), **GZIP),
    refused("gzip of a hundred megabytes of zeros", gzip.compress(bytes(100_000_000)),
            "unpacks to more", **GZIP),
    loaded("a decimal comma among semicolons",
           GOOD.replace(",", ";").replace("2.50", "2,50"), says="1 values", **SEMICOLON),
    loaded("one followed by four hundred zeros", spent("1e400"), says="1 values"),
    loaded("infinity in an amount", spent("inf"), says="1 values"),
    loaded("not a number in an amount", spent("NaN"), says="1 values"),
    loaded("an amount in brackets", spent("(5.00)"), says="1 values"),
    loaded("digits of another script", spent("\u0661"), says="1 values"),
    loaded("an amount in scientific notation", spent("1e2"), sees=SPEND_2, finds=(100.0,)),
    loaded("a hexadecimal count", GOOD.replace(",2,2.50", ",0x10,2.50"), says="1 values"),
    loaded("a count with a plus", GOOD.replace(",2,2.50", ",+5,2.50"), sees=VISITS_2, finds=(5,)),
    *(partly(f"a moment written {text}", seen(text), (2, 1))
      for text in ("0000-00-00", "0001-01-01", "31.02.2024", "12024-01-01", "1704445200", "now",
                   "2024-W01-1", "Jan 5 2024", "2024-12-31 23:59:60", "01/02/2024")),
    *(loaded(f"a moment written {text}", seen(text), sees=SEEN_2, finds=(reads,))
      for text, reads in (("9999-12-31", "9999-12-31 00:00:00"),
                          ("2024-02-29", "2024-02-29 00:00:00"),
                          ("20240105", "2024-01-05 00:00:00"),
                          ("2024-01-05T10:00:00.123456789Z", "2024-01-05 10:00:00.123456"),
                          ("2024-01-05 10:00:00+14:00", "2024-01-04 20:00:00"))),
    loaded("a name with spaces, quotes and an emoji", GOOD, name="people_ '\"\U0001f600 .csv"),
    loaded("a name of shell commands", GOOD, name="people_$(id)`id`;&|%s\\.csv"),
    loaded("a name with a day not in the calendar", GOOD, name="people_2024-02-30.csv"),
]  # fmt: skip

JSON = [
    refused("JSON: a comma behind every object", jsonl.GOOD.replace("}\n", "},\n"),
            "Not one line", **JSONL),
    refused("JSON: an array with an object a line",
            "[\n" + jsonl.GOOD.replace("}\n", "},\n").rstrip(",\n") + "\n]\n",
            "one JSON list: format: json would read it", **JSONL),
    partly("JSON: a field twice in one object", second('"ref"', '"ref": "p9", "ref"'), (2, 1),
           says="A field twice", **JSONL),
    partly("JSON: a field in capitals", second('"ref"', '"REF"'), (2, 1), **JSONL),
    partly("JSON: an empty object", FIRST + "{}\n" + THIRD, (2, 1), **JSONL),
    partly("JSON: single quotes", second('"', "'"), (2, 1), **JSONL),
    partly("JSON: a comment", "// x\n" + jsonl.GOOD, (3, 1), **JSONL),
    partly("JSON: half a surrogate pair", second("Name 2", "\\ud800"), (2, 1), **JSONL),
    partly("JSON: a bare tab inside a text", second("Name 2", "a\tb"), (2, 1), **JSONL),
    partly("JSON: a byte order mark in the middle", FIRST + "\ufeff" + SECOND + THIRD, (2, 1),
           **JSONL),
    partly("JSON: milliseconds since 1970", second('"2024-01-02T10:00:00"', "1704189600000"),
           (2, 1), **JSONL),
    loaded("JSON: a field without a name", second('"ref"', '"": 1, "ref"'), sees=EXTRA_2,
           finds=('{"":1}',), **JSONL),
    loaded("JSON: a NUL inside a text", second("Name 2", "a\\u0000b"), sees=NAME_2,
           finds=("a\0b",), **JSONL),
    partly("JSON: brackets a hundred thousand deep",
           second('"spend": 2.5', '"x": ' + "[" * 100_000 + "]" * 100_000), (2, 1),
           says="Nested more", **JSONL),
    loaded("JSON: brackets two hundred deep",
           second('"spend": 2.5', '"x": ' + "[" * 199 + "]" * 199), **JSONL),
    loaded("JSON: a number of four hundred digits", second("2.5", "1" * 400), says="1 values",
           **JSONL),
    loaded("JSON: true where a number is due", second("2.5", "true"), says="1 values", **JSONL),
    loaded("JSON: a list where a text is due", second('"Name 2"', '["a"]'), sees=NAME_2,
           finds=('["a"]',), **JSONL),
    refused("JSON: objects glued together", jsonl.GOOD.replace("}\n{", "}{"), "Not one line",
            **JSONL),
]  # fmt: skip

BINARY = [
    loaded("Parquet: days where moments are due", parquet(Seen="date '2024-01-01' + (i-1)::int"),
           sees=SEEN_2, finds=("2024-01-02 00:00:00",), **PARQUET),
    refused("Parquet: infinite moments", parquet(Seen="'infinity'::timestamp"), "seen_at", 3,
            **PARQUET),
    refused("Parquet: the year 12024", parquet(Seen="timestamp '12024-01-01'"), "seen_at", 3,
            **PARQUET),
    refused("Parquet: seconds since 1970", parquet(Seen="1704189600::bigint"), "seen_at", 3,
            **PARQUET),
    loaded("Parquet: not a number", parquet(Spend="'nan'::double"), says="3 values", **PARQUET),
    loaded("Parquet: counts no integer holds", parquet(Visits="1::hugeint << 100"),
           says="3 values", **PARQUET),
    loaded("Parquet: a list where a text is due", parquet(Name="['a']"), sees=NAME_2,
           finds=("[a]",), **PARQUET),
    refused("Parquet: a text that is no UTF-8", parquet(Name=r"'\xFF\xFE'::blob"), "corrupt",
            **PARQUET),
    refused("Excel: a billion laughs",
            repacked(book(HEAD + person(2, 2, name=binary.text("B2", "&c;"))), laughing),
            "damaged", **XLSX),
    refused("Excel: a row of a hundred megabytes", repacked(
        binary.GOOD, lambda _, part: part.replace(b"Name 2", b"A" * 100_000_000)),
            "unpacks to more", **XLSX),
    loaded("Excel: a hidden first sheet", repacked(binary.GOOD, hidden), **XLSX),
    refused("Excel: a moment without a day",
            book(HEAD + person(2, 2, seen=binary.number("C2", 0.5))), "seen_at", 1, **XLSX),
    loaded("Excel: a tick", book(HEAD + person(2, 2, name='<c r="B2" t="b"><v>1</v></c>')), 1,
           sees=NAME_2, finds=("1",), **XLSX),
    loaded("Excel: records a million rows apart",
           book(HEAD + person(2, 1) + person(1048576, 2)), 2, **XLSX),
]  # fmt: skip

CASES: list[Case] = [*CSV, *JSON, *BINARY]
