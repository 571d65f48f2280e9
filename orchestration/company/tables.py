"""Reading one table of a contract: how its files look, and what its columns are."""

from __future__ import annotations

import codecs
from collections import Counter
from typing import Any

from orchestration.company import (
    checks,
    controlling,
    declaring,
    freshness,
    shapes,
    undated,
    vocabulary,
)
from orchestration.company import columns as reading
from orchestration.company.contract import EXTRA_COLUMNS, FORMATS, LOADS, Column, Extract
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said
from orchestration.origin import FOLDER, Origin

ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "iso-8859-15", "cp850", "cp1250", "shift_jis")
DELIMITERS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", r"\t": "\t",
}  # fmt: skip
PATTERN = 'a pattern of file names such as extract: "orders_*.csv".'


def extract(
    file: str, department: str, owned: Said, table: Said, notes: Notes, company: dict[str, str]
) -> Extract:
    """Read one table, as far as it can be read; what is wrong is added to `notes`.

    `company` is what holds where the contract says nothing: time_zone and currency.
    """
    name = _name(table, notes)
    notes.repeated(table, name)
    notes.known(table, vocabulary.DBT["table"], name, "table")
    meta = notes.meta(table, "table", name)
    found = _columns(table, meta, owned, name, notes, company)
    names = [column.name for column in found]
    for word, advice in (
        ("extract", f"add {PATTERN}"),
        ("load", f"add load: one of {', '.join(LOADS)}."),
        ("key", f"add key: [the column, or columns, that tell records apart]; columns are "
         f"{', '.join(names)}."),
    ):  # fmt: skip
        if word not in meta or meta[word] in ("", []):
            notes.missing(meta, word, name, advice)
    origin = _origin(owned, meta, name, notes)
    form = _format(meta, origin, name, notes)
    _encoding(meta, name, notes)
    key = checks.names(meta, "key", names, name, notes)
    event_time = meta.get("event_time")
    if isinstance(event_time, str) and event_time not in names:
        notes.add(meta.line_of("event_time"), name, "event_time must name a contracted column, not "
                  f"{event_time!r}; {vocabulary.offered(event_time, names)}")  # fmt: skip
        event_time = None
    text = _texts(meta)
    part_of, part_key = _part(meta, names, name, notes)
    return undated.remembered(
        Extract(
            department=department,
            table=name,
            description=str(table.get("description") or ""),
            owner=text.get("owner") or str(owned.get("owner") or "unknown"),
            pattern=text.get("extract", ""),
            format=form,
            key=key,
            load=_choice(meta, "load", LOADS, "append"),
            columns=tuple(found),
            extra_columns=_choice(meta, "extra_columns", EXTRA_COLUMNS, "quarantine"),
            compression=text.get("compression"),
            delimiter=_delimiter(meta, name, notes),
            encoding=text.get("encoding", "utf-8"),
            event_time=event_time,
            belongs_to=checks.names(meta, "belongs_to", names, name, notes),
            reused_after_days=_days(meta, event_time, name, notes),
            part_of=part_of,
            part_key=part_key,
            freshness_hours=freshness.hours(table, meta, name, notes),
            record_ids=_record_ids(owned, department, names),
            origin=origin,
            shape=shapes.shape(meta, form, origin, found, name, notes),
            control=controlling.control(meta, form, origin, name, notes),
            feeds=declaring.feeds(meta, name, notes),
            file=file,
            lines={"": table.line} | meta.lines,
        )
    )


def _name(table: Said, notes: Notes) -> str:
    name = table.get("name")
    if not isinstance(name, str) or not name:
        notes.missing(table, "name", "", "add name: TABLE, as it shall be called in the warehouse.")
        return ""
    if not reading.NAME.fullmatch(name):
        notes.add(table.line_of("name"), name, f"name {name!r} must be lower-case letters, digits "
                  "and _.")  # fmt: skip
    return name


def _columns(
    table: Said, meta: Said, owned: Said, name: str, notes: Notes, company: dict[str, str]
) -> list[Column]:
    """Every column that could be read, one per name."""
    listed = table.get("columns")
    if not isinstance(listed, list) or not listed:
        notes.missing(table, "columns", name, "list the columns the extract has.")
        return []
    place = {
        word: meta.get(word, owned.get(word, company.get(word)))
        for word in ("time_zone", "currency")
    } | {"home": company.get("time_zone", "UTC")}
    found: dict[str, Column] = {}
    for said in listed:
        column = reading.column(said, table, place, name, notes)
        if column is None:
            continue
        if column.name in found:
            first = found[column.name].line
            notes.add(column.line, f"{name}.{column.name}", f"two columns are called {column.name};"
                      f" the first is in line {first}.")  # fmt: skip
        else:
            found[column.name] = column
    for word, said in (("time_zone", meta), ("currency", meta), ("time_zone", owned),
                       ("currency", owned)):  # fmt: skip
        checks.place(said, word, name if said is meta else "", notes)
    checks.fields(list(found.values()), listed, name, notes)
    return list(found.values())


def _origin(owned: Said, meta: Said, name: str, notes: Notes) -> Origin:
    try:
        return Origin.of(owned, meta)
    except (ValueError, TypeError) as error:
        line = next((meta.lines[w] for w in ("source", "location", "mode") if w in meta), meta.line)
        notes.add(line, name, str(error))
        return FOLDER


def _format(meta: Said, origin: Origin, name: str, notes: Notes) -> str:
    said = meta.get("format", origin.format)
    if "format" not in meta and said is None:
        notes.missing(meta, "format", name, f"format None is none of {', '.join(FORMATS)}.")
    return said if said in FORMATS else "csv"


def _encoding(meta: Said, name: str, notes: Notes) -> None:
    said = meta.get("encoding")
    if not isinstance(said, str):
        return
    try:
        "".encode(said)
        codecs.lookup(said)
    except LookupError:
        notes.add(meta.line_of("encoding"), name, f"unknown encoding {said!r}; "
                  f"{vocabulary.offered(said, ENCODINGS)}")  # fmt: skip


def _delimiter(meta: Said, name: str, notes: Notes) -> str:
    said = meta.get("delimiter", ",")
    if isinstance(said, str) and len(said) == 1 and said not in '"\n\r':
        return said
    if isinstance(said, str):
        close = DELIMITERS.get(said.lower())
        hint = f" Write {close!r}." if close else ""
        notes.add(meta.line_of("delimiter"), name, f"delimiter {said!r} must be one character: "
                  f'"," or ";" or "\\t" or "|".{hint}')  # fmt: skip
    return ","


def _days(meta: Said, event_time: object, name: str, notes: Notes) -> int | None:
    days = meta.get("reused_after_days")
    if not isinstance(days, int):
        return None
    if not isinstance(event_time, str):
        notes.add(meta.line_of("reused_after_days"), name, "reused_after_days counts from "
                  "event_time: name the column that says when a record happened.")  # fmt: skip
        return None
    return days


def _part(
    meta: Said, names: list[str], name: str, notes: Notes
) -> tuple[str | None, tuple[str, ...]]:
    """The table that the records are parts of, and the columns that name its key."""
    said = meta.get("part_of")
    if not isinstance(said, dict):
        return None, ()
    if len(said) != 1:
        notes.add(meta.line_of("part_of"), name, "part_of names one table, as part_of: "
                  "{orders: order_number}.")  # fmt: skip
        return None, ()
    [(table, columns)] = said.items()
    return str(table), checks.names(meta, "part_of", names, name, notes, columns)


def _choice(meta: Said, word: str, choices: tuple[str, ...], default: str) -> str:
    said = meta.get(word)
    return said if said in choices else default


def _texts(meta: Said) -> dict[str, str]:
    return {word: value for word, value in meta.items() if isinstance(value, str)}


def _record_ids(owned: Said, department: str, names: list[str]) -> tuple[tuple[str, str], ...]:
    listed: Any = owned.get("record_ids")
    ids = [str(said).rpartition(".") for said in listed] if isinstance(listed, list) else []
    repeated = Counter(names)
    return tuple((owner or department, name) for owner, _, name in ids if repeated[name])
