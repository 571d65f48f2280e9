"""Fitting a known contract to the files that are there: what the file shows, the contract says.

Only the way of writing is fitted: delimiter, encoding, how amounts and times are written, fields
that are not there. What a field means stays as the contract has it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from orchestration import at_rest
from orchestration.company.contract import Column, Extract
from orchestration.landing import advice
from orchestration.onboarding.looking import Look

MARK = "  # as your files have it"


def fitted(text: str, extract: Extract, found: Look) -> tuple[str, list[str]]:
    """A contract's text with one table as a file of it wants it, and each change in words."""
    notes = []
    given = {field.strip().casefold(): field for field in found.fields}
    for column in of_fields(extract):
        field = given.get(column.extract_name.casefold())
        if field is None:
            if extract.format in ("csv", "xlsx", "parquet") and not extract.requires(column):
                text = _absent(text, column)
                notes.append(f"{extract.table}.{column.name}: the file has no field "
                             f"{column.extract_name}; it stays empty")  # fmt: skip
            continue
        values = {record.get(field, "").strip() for record in found.records} - {""}
        said, more = _way_of_writing(column, advice.spread(values))
        if said:
            text = _in_column(text, column, said)
            notes.append(f"{extract.table}.{column.name}: {said}{more}")
    said_now: dict[str, Any] = {
        "format": extract.format,
        "delimiter": extract.delimiter,
        "encoding": extract.encoding,
        "compression": extract.compression or "",
        "header_rows": None,
        "footer": None,
    }
    words = {word: value for word, (value, _) in found.words.items() if word in said_now}
    # From the last line to the first, so that the lines above stay where they are.
    for word, value in sorted(words.items(), key=lambda one: -extract.lines.get(one[0], 0)):
        if value == said_now[word]:
            continue
        is_bare = isinstance(value, str) and word != "delimiter"
        text = said_otherwise(text, extract, word, value if is_bare else json.dumps(value))
        notes.append(f"{extract.table}: {word} {value}")
        if value == "jsonl" and "records" in extract.lines:
            text = _without_line(text, extract.lines["records"])
    return text, notes


def of_fields(extract: Extract) -> list[Column]:
    """The columns that are fields of the file, and not made."""
    return [
        column
        for column in extract.columns
        if not column.reading.absent
        and column.reading.constant is None
        and column.reading.expression is None
    ]


def said_otherwise(text: str, extract: Extract, word: str, value: str) -> str:
    """The text with a word of a table said so; a word that was not said goes below `format`."""
    lines = text.splitlines()
    place = extract.lines.get(word) or extract.lines["format"]
    indent = re.match(r" *", lines[place - 1])
    line = f"{indent[0] if indent else ''}{word}: {value}{MARK}"
    lines[place - 1 : place] = [line] if word in extract.lines else [lines[place - 1], line]
    return "\n".join(lines) + "\n"


def _without_line(text: str, number: int) -> str:
    """The text with a line emptied to a comment, so that no other line moves."""
    lines = text.splitlines()
    lines[number - 1] = re.sub(r"^( *)(.*)$", r"\1# \2", lines[number - 1])
    return "\n".join(lines) + "\n"


def _way_of_writing(column: Column, values: list[str]) -> tuple[str, str]:
    """The word under which every value reads where they do not as it is, and what is unsure."""
    if not values or column.reading.words:
        return "", ""
    with at_rest.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        if advice.reading_all(connection, {"": column}, values):
            return "", ""
        tried: dict[str, Column] = {}
        for word, other in advice.candidates(column, values):
            if other.data_type == column.data_type and word != advice.DEFAULT:
                tried.setdefault(word, other)
        words = advice.reading_all(connection, tried, values)
    if not words:
        return "", ""
    others = f" (or {' or '.join(words[1:3])}: the file does not tell)" if words[1:] else ""
    return words[0].replace(" and ", ", "), others


def _in_column(text: str, column: Column, said: str) -> str:
    word = said.partition(":")[0]
    lines = text.splitlines()
    line = re.sub(rf'{word}: ("[^"]*"|[^,}}]+)(, )?', "", lines[column.line - 1])
    lines[column.line - 1] = line.replace("meta: {", f"meta: {{{said}, ", 1) + MARK
    return "\n".join(lines) + "\n"


def _absent(text: str, column: Column) -> str:
    lines = text.splitlines()
    meta = "absent: true" + (f", pii: {column.pii}" if column.pii else "")
    head = lines[column.line - 1].partition(", config:")[0]
    about = f', description: "{column.description}"' if column.description else ""
    lines[column.line - 1] = f"{head}, config: {{meta: {{{meta}}}}}{about}}}{MARK}"
    return "\n".join(lines) + "\n"
