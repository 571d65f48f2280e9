"""Nasty files of JSON lines."""

from __future__ import annotations

import gzip
import json
from typing import Any

from orchestration.company.departments import Column
from tests.landing.corpus import Case, loaded, partly, refused

CONTRACT: dict[str, Any] = {
    "pattern": "people_*.jsonl",
    "format": "jsonl",
    "columns": (
        Column("person_id", "varchar", "ref", required=True),
        Column("name", "varchar", "person.name"),
        Column("seen_at", "timestamp", "seen", required=True),
        Column("visits", "integer", "numbers.0"),
        Column("spend_gbp", "decimal(12,2)", "spend"),
    ),
}
JSONL: dict[str, Any] = {"name": "people_1.jsonl", "contract": CONTRACT}
STRICT: dict[str, Any] = {**JSONL, "contract": CONTRACT | {"extra_columns": "quarantine"}}
NAME_2 = "name from {raw} where person_id = 'p2'"
EXTRA_2 = "_extra from {raw} where person_id = 'p2'"


def record(number: int, **more: Any) -> dict[str, Any]:
    person = {"name": f"Name {number}"}
    seen = f"2024-01-{number:02d}T10:00:00"
    return {
        "ref": f"p{number}",
        "person": person,
        "seen": seen,
        "numbers": [1],
        "spend": 2.5,
    } | more


def lines(*records: Any) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


GOOD = lines(record(1), record(2), record(3))
FIRST, SECOND, THIRD = GOOD.splitlines(keepends=True)

CASES: list[Case] = [
    loaded("JSON: as contracted", GOOD, **JSONL),
    partly("JSON: a line that is no JSON", FIRST + "{oops\n" + THIRD, (2, 1),
           says="Not a JSON object", **JSONL),
    partly("JSON: a list, a number and a null among the lines",
           FIRST + "[1]\n7\nnull\n" + THIRD, (2, 3), **JSONL),
    partly("JSON: the last line cut", GOOD[:-9], (2, 1), **JSONL),
    partly("JSON: two objects on one line", FIRST + SECOND.strip() + THIRD, (1, 1), **JSONL),
    partly("JSON: a byte that is no UTF-8", GOOD.encode().replace(b"Name 2", b"Zo\xeb"), (2, 1),
           **JSONL),
    loaded("JSON: not-a-number", FIRST + SECOND.replace("2.5", "NaN"), 2, says="1 values", **JSONL),
    loaded("JSON: blank lines", FIRST + "\n  \n" + SECOND + THIRD + "\n", **JSONL),
    loaded("JSON: Windows line ends", GOOD.replace("\n", "\r\n"), **JSONL),
    loaded("JSON: no line end at the end", GOOD.strip(), **JSONL),
    loaded("JSON: a byte order mark", b"\xef\xbb\xbf" + GOOD.encode(), **JSONL),
    loaded("JSON: UTF-16", GOOD.encode("utf-16"), **JSONL),
    loaded("JSON: a line separator inside a text", GOOD.replace("Name 2", "a\u2028b"),
           sees=NAME_2, finds=("a\u2028b",), **JSONL),
    loaded("JSON: escapes", GOOD.replace("Name 2", r"Zo\u00eb \"x\"\n"), sees=NAME_2,
           finds=('Zo\u00eb "x"\n',), **JSONL),
    loaded("JSON: a comma and quotes inside a text", GOOD.replace("Name 2", "a, 'b'; c\\t"),
           sees=NAME_2, finds=("a, 'b'; c\t",), **JSONL),
    refused("JSON: one array instead of lines", json.dumps([record(1), record(2)]),
            "Not one line", **JSONL),
    refused("JSON: one object over many lines", json.dumps(record(1), indent=2), "Not one line",
            **JSONL),
    refused("JSON: a web page", "<html></html>", "web page", **JSONL),
    refused("JSON: an empty file", "", "empty", **JSONL),
    refused("JSON: CSV instead", "ref,name\np1,Ann\n", "Not one line", **JSONL),
    refused("JSON: objects of another feed", lines({"a": 1}, {"a": 2}), "2 of 2 records", 2,
            **JSONL),
    loaded("JSON: an added field, kept", lines(record(1), record(2, pet="cat")), 2, sees=EXTRA_2,
           finds=('{"pet":"cat"}',), **JSONL),
    loaded("JSON: an added field inside an object, kept",
           lines(record(1), record(2, person={"name": "B", "pet": {"is": "cat"}})), 2,
           sees=EXTRA_2, finds=('{"person.pet":{"is":"cat"}}',), **JSONL),
    refused("JSON: an added field where the contract allows none",
            lines(record(1), record(2, pet="cat")), "not in the contract: pet", **STRICT),
    loaded("JSON: an optional field that no line has",
           lines({"ref": "p1", "seen": "2024-01-01T10:00:00"}), 1,
           sees="column_name from landing.drift where kind = 'missing' order by all limit 1",
           finds=("name",), **JSONL),
    partly("JSON: a required field that one line lacks", lines(record(1), record(2, seen=None)),
           (1, 1), **JSONL),
    loaded("JSON: an object where a number is due", lines(record(1), record(2, spend={"gbp": 1})),
           2, says="1 values", **JSONL),
    loaded("JSON: numbers as texts", lines(record(1), record(2, spend="2.50")), 2, **JSONL),
    partly("JSON: the same record twice", GOOD + SECOND, (3, 1), says="twice", **JSONL),
    loaded("JSON: gzip as contracted", gzip.compress(GOOD.encode()), name="people_1.jsonl",
           contract=CONTRACT | {"compression": "gzip"}),
]  # fmt: skip
