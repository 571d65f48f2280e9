"""Nasty CSV files."""

from __future__ import annotations

import gzip
from typing import Any

from tests.landing.corpus import GOOD, HEADER, ROWS, Case, loaded, partly, refused, row

GZIP: dict[str, Any] = {
    "name": "people_1.csv.gz",
    "contract": {"pattern": "people_*.csv.gz", "compression": "gzip"},
}
CP1252: dict[str, Any] = {"contract": {"encoding": "cp1252"}}
ACCENT = GOOD.replace("Name 2", "Zo\u00eb")
NAME_2 = "name from {raw} where person_id = 'p2'"
PACKED = gzip.compress(GOOD.encode(), mtime=0)
TWELVE = HEADER + "".join(row(n) for n in range(1, 13))

HEADERS = [
    refused("a renamed column", GOOD.replace("Visits", "Visit"), "Visits (renamed to Visit?)"),
    refused("a missing column", "Id,Name,Seen,Visits\np1,A,2024-01-01,1\n", "missing: Spend"),
    refused("a column twice", GOOD.replace("Visits", "Name"), "twice in the header: Name"),
    refused("no header", ROWS, "No header"),
    refused("headers swapped over the data", GOOD.replace("Id,Name,Seen", "Id,Seen,Name"),
            "Required column seen_at does not read", 3),
    loaded("columns in another order", "Spend,Visits,Seen,Name,Id\n1.5,7,2024-01-01,A,p1\n", 1,
           sees="person_id, visits from {raw}", finds=("p1", 7)),
    loaded("headers in capitals with spaces", GOOD.replace("Id,Name", " ID , NAME")),
    loaded("headers in quotes", GOOD.replace("Id,Name", '"Id","Name"')),
    loaded("an added column", "Id,Name,Seen,Visits,Spend,Pet\np1,A,2024-01-01,1,2,cat\n", 1,
           sees="_extra from {raw}", finds=('{"Pet":"cat"}',)),
    refused("an added column where the contract allows none",
            "Id,Name,Seen,Visits,Spend,Pet\np1,A,2024-01-01,1,2,cat\n", "not in the contract: Pet",
            contract={"extra_columns": "quarantine"}),
    loaded("a header that ends in a comma, and so does every row",
           "Id,Name,Seen,Visits,Spend,\np1,A,2024-01-01,1,2,\n", 1),
    loaded("a thousand more columns",
           f"{HEADER.strip()},{','.join(f'x{n}' for n in range(1000))}\n"
           f"p1,A,2024-01-01,1,2,{','.join('v' * 1000)}\n", 1),
    refused("semicolons instead of commas", GOOD.replace(",", ";"), "semicolon-separated"),
    refused("tabs instead of commas", GOOD.replace(",", "\t"), "tab-separated"),
    loaded("a sep= line that agrees", "sep=,\n" + GOOD),
    loaded("a sep= line behind a byte order mark", b"\xef\xbb\xbfsep=,\r\n" + GOOD.encode()),
    loaded("a sep= line in UTF-16, as Excel writes it", ("sep=,\n" + GOOD).encode("utf-16")),
    refused("a sep= line that differs", "sep=;\n" + GOOD.replace(",", ";"), "delimiter"),
]  # fmt: skip

ENCODINGS = [
    loaded("cp1252 as contracted", ACCENT.encode("cp1252"), sees=NAME_2, finds=("Zo\u00eb",),
           **CP1252),
    partly("cp1252 where UTF-8 is contracted", ACCENT.encode("cp1252"), (2, 1)),
    partly("a byte that cp1252 does not have", GOOD.encode().replace(b"Name 2", b"Zo\x81"), (2, 1),
           **CP1252),
    loaded("UTF-8 where cp1252 is contracted", ACCENT, sees=NAME_2, finds=("Zo\u00eb",), **CP1252),
    loaded("a UTF-8 byte order mark", b"\xef\xbb\xbf" + GOOD.encode()),
    loaded("UTF-16 with its mark", ACCENT.encode("utf-16"), sees=NAME_2, finds=("Zo\u00eb",)),
    loaded("big-endian UTF-16 with its mark", b"\xfe\xff" + ACCENT.encode("utf-16-be")),
    loaded("UTF-16 without a mark", ACCENT.encode("utf-16-le")),
    loaded("UTF-32", ACCENT.encode("utf-32")),
    refused("UTF-16 cut in the middle of a letter", ACCENT.encode("utf-16")[:-1], "decode"),
    loaded("a NUL inside a value", GOOD.replace("Name 2", "Na\0me")),
    loaded("emoji", GOOD.replace("Name 2", "\U0001f600"), sees=NAME_2, finds=("\U0001f600",)),
]  # fmt: skip

LINES = [
    loaded("Windows line ends", GOOD.replace("\n", "\r\n")),
    loaded("old Mac line ends", GOOD.replace("\n", "\r")),
    loaded("mixed line ends", HEADER + row(1) + row(2).replace("\n", "\r\n") + row(3)),
    loaded("a line break inside quotes", GOOD.replace("Name 2", '"Na\nme"'),
           sees=NAME_2, finds=("Na\nme",)),
    loaded("a Windows line break inside quotes", GOOD.replace("Name 2", '"Na\r\nme"'),
           sees=NAME_2, finds=("Na\r\nme",)),
    loaded("blank lines", HEADER + "\n" + row(1) + "\n\n" + row(2) + row(3) + "\n\n"),
    loaded("no line end at the end", GOOD.rstrip("\n")),
    partly("a row too short", HEADER + row(1) + "p2,B,2024-01-02\n" + row(3), (2, 1),
           says="3 fields where the header has 5"),
    partly("a row too long", HEADER + row(1) + "p2,B,2024-01-02,1,2,3,4\n" + row(3), (2, 1)),
    loaded("a comma behind some rows", HEADER + row(1).replace("\n", ",\n") + row(2) + row(3)),
    partly("a row of commas", HEADER + row(1) + ",,,,\n" + row(3), (2, 1), says="is empty"),
    loaded("a field of 10 MB", GOOD.replace("Name 2", "x" * 10_000_000)),
    refused("a line of 65 MB", GOOD.replace("Name 2", "x" * (65 << 20)), "longer than 64 MB"),
    partly("a quote never closed in the middle", GOOD.replace("Name 2", '"Name 2'), (2, 1)),
    partly("a quote never closed in the last row", GOOD.replace("Name 3", '"Name 3'), (2, 1)),
    partly("text behind a closing quote", GOOD.replace("Name 2", '"Na"me'), (2, 1)),
    partly("a quote escaped with a backslash", GOOD.replace("Name 2", r'"a \"b\" c"'), (2, 1)),
    loaded("a quote doubled", GOOD.replace("Name 2", '"a ""b"" c"'), sees=NAME_2,
           finds=('a "b" c',)),
    loaded("an inch sign in a bare field", GOOD.replace("Name 2", '5" nail'), sees=NAME_2,
           finds=('5" nail',)),
    partly("a last row cut short", GOOD[:-20], (2, 1)),
    partly("a line of totals at the end", GOOD + "Total: 3 rows\n", (3, 1)),
    partly("two exports glued together", GOOD + HEADER + row(4), (4, 1)),
    refused("a title above the header", "Report of 31 January\n" + GOOD,
            "header_rows: 2 would read them"),
    partly("a DOS end-of-file mark", GOOD + "\x1a", (3, 1)),
    loaded("cells that are formulas to a spreadsheet", GOOD.replace("Name 2", "=cmd()"),
           sees=NAME_2, finds=("=cmd()",)),
]  # fmt: skip

VALUES = [
    partly("a required value left empty", GOOD.replace("2024-01-02 10:00:00", ""), (2, 1)),
    partly("a required value of spaces", GOOD.replace("2024-01-02 10:00:00", "  "), (2, 1)),
    partly("a key left empty", GOOD.replace("p2,", ","), (2, 1)),
    partly("a day that is not in the calendar", GOOD.replace("2024-01-02", "2024-02-30"), (2, 1)),
    partly("a day at infinity", GOOD.replace("2024-01-02 10:00:00", "infinity"), (2, 1)),
    partly("a year of two digits", GOOD.replace("2024-01-02", "24-01-02"), (2, 1)),
    loaded("a time with an offset", GOOD.replace("-02 10:00:00", "-02T10:00+02:00"),
           sees="hour(seen_at) from {raw} where person_id = 'p2'", finds=(8,)),
    loaded("an optional value that is no number", GOOD.replace(",2,2.50", ",two,2.50"),
           says="1 values did not fit", sees="visits from {raw} where person_id = 'p2'",
           finds=(None,)),
    loaded("a fraction in a whole number", GOOD.replace(",2,2.50", ",2.5,2.50"), says="1 values",
           sees="visits from {raw} where person_id = 'p2'", finds=(None,)),
    loaded("a number too large", GOOD.replace(",2,2.50", ",99999999999,2.50"), says="1 values"),
    loaded("pounds and thousands", GOOD.replace("2.50", '"\u00a31,234.50"'),
           sees="spend_gbp::double from {raw} where person_id = 'p2'", finds=(1234.5,)),
    loaded("dollars in a column of pounds", GOOD.replace("2.50", "$2.50"), says="1 values"),
    loaded("a decimal comma", GOOD.replace("2.50", '"2,50"'), says="1 values"),
    partly("the same record twice", GOOD + row(2), (3, 1), says="twice"),
    partly("one key, two records", GOOD + row(2).replace("10:00", "09:00").replace("Name 2", "Old"),
           (3, 1), sees=NAME_2, finds=("Name 2",)),
    refused("a column whose type has changed",
            TWELVE.replace("2024-", "24/"), "12 of 12 values of seen_at do not read"),
]  # fmt: skip

FILES = [
    refused("an HTML error page", "<!DOCTYPE html><html><body>503</body></html>", "web page"),
    refused("an XML error document", '<?xml version="1.0"?><Error/>', "web page or XML"),
    refused("JSON in place of CSV", '{"Id": "p1"}\n', "No header"),
    refused("an empty file", b"", "empty"),
    refused("nothing but blank lines", b"\n \n\n", "empty"),
    Case("a header and no record", HEADER.encode(), "loaded", says="no record"),
    refused("a zip archive", b"PK\x03\x04" + bytes(100), "zip archive"),
    refused("a PDF", b"%PDF-1.7 ...", "PDF"),
    refused("gzip that is not contracted", PACKED, "gzip-compressed"),
    loaded("gzip", PACKED, **GZIP),
    loaded("gzip in two members", gzip.compress(HEADER.encode()) + gzip.compress(ROWS.encode()),
           **GZIP),
    loaded("gzip of UTF-16", gzip.compress(GOOD.encode("utf-16")), **GZIP),
    refused("gzip cut off", PACKED[:-12], "cut off or corrupt", **GZIP),
    refused("gzip with a flipped byte", PACKED[:40] + bytes([PACKED[40] ^ 255]) + PACKED[41:],
            "corrupt", **GZIP),
    refused("gzip with rubbish behind it", PACKED + b"rubbish", "Not a sound gzip", **GZIP),
    refused("plain text named .gz", GOOD, "Not a sound gzip", **GZIP),
    refused("gzip of nothing", gzip.compress(b""), "empty", **GZIP),
    loaded("a name with brackets", GOOD, name="people_[1].csv"),
    loaded("a name with an asterisk and a question mark", GOOD, name="people_*?.csv"),
    loaded("a name that is SQL", GOOD, name="people_'); drop table x; --.csv"),
    loaded("a name with a line break", GOOD, name="people_\n.csv"),
    loaded("a name in Greek", GOOD, name="people_\u03b1\u03b2.csv"),
]  # fmt: skip

CASES: list[Case] = [*HEADERS, *ENCODINGS, *LINES, *VALUES, *FILES]
