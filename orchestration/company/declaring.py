"""Reading which feeds a table gives rows to: the word `feeds` of a contract.

What a path such as `orders.customers.city` leads to is known only when every contract has been
read; `orchestration.company.paths` looks there.
"""

from __future__ import annotations

import re
from typing import Any

from orchestration.company import feeds as known_feeds
from orchestration.company import vocabulary
from orchestration.company.mapped import FeedRows, FeedValue
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said

TOTALS = ("sum", "min", "max", "count")
WHERE, ONE_ROW_PER, NEWEST_BY = "where", "one_row_per", "newest_by"
OPTIONS = (WHERE, ONE_ROW_PER, NEWEST_BY)
_PATH = re.compile(
    rf"(?:(?P<total>{'|'.join(TOTALS)})\(\s*)?(?P<path>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)"
    r"(?P<end>\s*\))?"
)


def feeds(meta: Said, table: str, notes: Notes) -> tuple[FeedRows, ...]:
    """Every set of rows that a table gives to a feed; what is wrong is added to `notes`."""
    said = meta.get("feeds")
    if not isinstance(said, Said):
        return ()
    notes.repeated(said, table)
    found = []
    for feed, listed in said.items():
        line = said.line_of(feed)
        if feed not in known_feeds.known():
            notes.add(line, table, f"there is no feed {feed!r}; "
                      f"{vocabulary.offered(feed, known_feeds.known())}")  # fmt: skip
            continue
        for rows in listed if isinstance(listed, list) else [listed]:
            if isinstance(rows, Said):
                found.append(_rows(feed, rows, line, table, notes))
            else:
                notes.add(line, table, f"feed {feed} must map its columns to columns of the table, "
                          f"such as {{{next(iter(_columns(feed)))}: ...}}, or be a list of such "
                          "mappings.")  # fmt: skip
    return tuple(found)


def _columns(feed: str) -> dict[str, Any]:
    return {name: c for name, c in known_feeds.columns(feed).items() if name != "department"}


def _rows(feed: str, said: Said, line: int, table: str, notes: Notes) -> FeedRows:
    columns = _columns(feed)
    thing = f"{table}.{feed}"
    notes.repeated(said, thing)
    values: dict[str, FeedValue] = {}
    for name in said:
        at = said.line_of(name)
        if name in columns:
            value = _value(said, name, at, thing, notes)
            if value is not None:
                values[name] = value
        elif name not in OPTIONS:
            notes.add(at, thing, f"feed {feed} has no column {name!r}; "
                      f"{vocabulary.offered(name, [*columns, *OPTIONS])}")  # fmt: skip
    for name, column in columns.items():
        if column.is_required and name not in said:
            notes.add(line, thing, f"feed {feed} needs {name}: {column.description}")
    options = {word: said[word] for word in (ONE_ROW_PER, NEWEST_BY) if word in said}
    for word, name in options.items():
        if name not in said or name not in columns:
            notes.add(said.line_of(word), thing, f"{word} must name a column of the feed that "
                      f"is given here, not {name!r}; there are: {', '.join(values)}.")  # fmt: skip
    if (ONE_ROW_PER in options) != (NEWEST_BY in options):
        [alone] = options
        [other] = {ONE_ROW_PER, NEWEST_BY} - {alone}
        notes.add(said.line_of(alone), thing, f"{alone} needs {other} beside it: of several rows "
                  "the newest stands.")  # fmt: skip
    where = _value(said, WHERE, said.line_of(WHERE), thing, notes) if WHERE in said else None
    if where and where.constant is not None:
        notes.add(where.line, thing, "where must be a column: a constant says the same of every "
                  "record.")  # fmt: skip
    return FeedRows(
        feed,
        tuple(values.items()),
        where,
        str(options.get(ONE_ROW_PER, "")),
        str(options.get(NEWEST_BY, "")),
        line,
    )


def _value(said: Said, name: str, line: int, thing: str, notes: Notes) -> FeedValue | None:
    value = said[name]
    if isinstance(value, Said) and list(value) == ["constant"]:
        return FeedValue(constant=value.texts.get("constant") or "", line=line)
    match = _PATH.fullmatch(value) if isinstance(value, str) else None
    if match is None or bool(match["total"]) != bool(match["end"]):
        notes.add(line, thing, f"{name} must be a column of the table, one of another table such "
                  "as customers.city, a total such as sum(payments.amount), or {constant: word}, "
                  f"not {value!r}.")  # fmt: skip
        return None
    return FeedValue(tuple(match["path"].split(".")), None, match["total"] or "", line)
