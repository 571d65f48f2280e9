"""Every word a contract may say, by the place it stands in; `docs/contract.md` explains each.

The file is a dbt source as well, so dbt's own words stand beside ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.company.contract import EXTRA_COLUMNS, FORMATS, LOADS, OTHER_WORDS
from orchestration.origin import MODES, SOURCES


@dataclass(frozen=True)
class Word:
    """What may follow a word: the Python types YAML may give it, said as `kind`; its choices."""

    kind: str
    types: tuple[type, ...]
    choices: tuple[str, ...] = ()


TEXT = Word("a text", (str,))
FLAG = Word("true or false", (bool,))
NUMBER = Word("a whole number", (int,))
NAMES = Word("a list of names", (list,))
NAMED = Word("one name or a list of names", (str, list))
ANY = Word("a value", (object,))


def _one_of(*choices: str) -> Word:
    return Word(f"one of {', '.join(choices)}", (str,), choices)


_ORIGIN = {"source": _one_of(*SOURCES), "location": TEXT, "mode": _one_of(*MODES)}
_PLACE = {"time_zone": TEXT, "currency": TEXT}
DEPARTMENT = {
    "department": TEXT,
    "owner": TEXT,
    "record_ids": NAMES,
    "one_record_per_person": FLAG,
    "third_party": FLAG,
    "essential": FLAG,
} | _ORIGIN | _PLACE  # fmt: skip
TABLE = {
    "extract": TEXT,
    "format": _one_of(*FORMATS),
    "compression": _one_of("gzip"),
    "delimiter": TEXT,
    "encoding": TEXT,
    "key": NAMED,
    "load": _one_of(*LOADS),
    "extra_columns": _one_of(*EXTRA_COLUMNS),
    "event_time": TEXT,
    "belongs_to": NAMED,
    "reused_after_days": NUMBER,
    "part_of": Word("a mapping of one table to the columns here that name its key", (dict,)),
    "freshness_hours": NUMBER,
    "owner": TEXT,
    "records": TEXT,
    "pairs": Word("a name, a list of names or a mapping", (str, list, dict)),
    "fill_down": Word("a list of columns, or {columns: [...], within: ...}", (str, list, dict)),
    "first_row_of": NAMED,
    "header_rows": Word("the number of a row, or a list of them", (int, list)),
    "footer": Word("a text, a list of texts, or a number of rows", (str, list, int)),
    "control": Word("a file's name, or {file: ..., must_say: [...]}", (str, dict)),
    "feeds": Word("a mapping of feeds to the columns they get", (dict,)),
} | _ORIGIN | _PLACE  # fmt: skip
COLUMN = {
    "extract_name": ANY,
    "same_field": FLAG,
    "required": FLAG,
    "keep_changes": FLAG,
    "pii": TEXT,
    "format": NAMED,
    "absent": FLAG,
    "constant": Word("one value", (str, int, float, bool, object)),
    "expression": TEXT,
    "words": Word("a mapping of the file's words to values", (dict,)),
    "other_words": _one_of(*OTHER_WORDS),
    "strip": TEXT,
    "decimal": _one_of(".", ","),
} | _PLACE  # fmt: skip

_NAMED = "name description config meta tags tests data_tests docs quoting freshness"
_LOADED = "loader loaded_at_field loaded_at_query enabled"
_PLACES = {
    "file": "version sources models seeds snapshots exposures macros metrics groups unit_tests "
    "semantic_models saved_queries analyses data_tests anchors",
    "source": f"{_NAMED} {_LOADED} database schema overrides tables",
    "table": f"{_NAMED} {_LOADED} identifier external columns",
    "column": f"{_NAMED} data_type quote constraints granularity policy_tags",
    "config": f"{_LOADED} meta tags event_time freshness",
}
DBT = {place: words.split() for place, words in _PLACES.items()}
OURS = {"department": DEPARTMENT, "table": TABLE, "column": COLUMN}

TYPES = ("varchar", "date", "timestamp", "boolean", "double", "tinyint", "smallint", "integer",
         "bigint", "decimal(12,2)")  # fmt: skip
TYPES_ELSEWHERE = {
    "numeric": "decimal(12,2)", "decimal": "decimal(12,2)", "number": "decimal(12,2)",
    "money": "decimal(12,2)", "amount": "decimal(12,2)", "currency": "decimal(12,2)",
    "string": "varchar", "text": "varchar", "char": "varchar", "str": "varchar", "uuid": "varchar",
    "nvarchar": "varchar", "json": "varchar", "object": "varchar", "int": "integer",
    "int64": "bigint", "int32": "integer", "long": "bigint", "hugeint": "bigint",
    "float": "double", "float64": "double", "real": "double", "bool": "boolean",
    "datetime": "timestamp", "timestamptz": "timestamp", "time": "varchar",
    "timestamp with time zone": "timestamp",
}  # fmt: skip


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The known word most like this one; None where none is `alike`, by the ratio of difflib."""
    names = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(word.casefold(), list(names), 1, alike)
    return names[found[0]] if found else None


def offered(word: str, known: Iterable[str]) -> str:
    """What to say instead of an unknown word: the one it looks like, else all there are."""
    names = list(known)
    close = nearest(word, names)
    return f"did you mean {close}?" if close else f"there are: {', '.join(names)}."
