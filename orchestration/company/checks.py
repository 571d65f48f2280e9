"""Checks that several places of a contract share: names of columns, time zones, fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from orchestration.company import expressions, vocabulary
from orchestration.company.contract import Column
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said


def place(said: Said, word: str, thing: str, notes: Notes) -> None:
    """A time zone must be known and a currency be a code."""
    value = said.get(word)
    if not isinstance(value, str):
        return
    if word == "currency" and not re.fullmatch(r"[A-Z]{3}", value):
        notes.add(said.line_of(word), thing, f"currency {value!r} must be a code of three capitals,"
                  " as ISO 4217 has it.")  # fmt: skip
    if word == "time_zone" and not expressions.is_time_zone(value):
        zones = {zone.rpartition("/")[2]: zone for zone in expressions.time_zones()}
        close = vocabulary.nearest(value, [*zones.values()]) or zones.get(value.title())
        hint = f"did you mean {close}?" if close else "say it like Europe/Paris or UTC."
        notes.add(said.line_of(word), thing, f"unknown time zone {value!r}; {hint}")


def fields(found: Sequence[Column], listed: Sequence[Any], of: str, notes: Notes) -> None:
    """Two columns that read one field must say so: `same_field: true` in the later one."""
    agreed = {
        said["name"]
        for said in listed
        if isinstance(said, Said)
        and isinstance(said.get("name"), str)
        and said.under("config", "meta").get("same_field") is True
    }
    first: dict[str, Column] = {}
    for one in found:
        plain = " ".join(one.extract_name.split()).casefold()
        if not one.reading.has_field:
            continue
        if plain in first and one.name not in agreed:
            notes.add(one.line, f"{of}.{one.name}", f"{first[plain].name} and {one.name} both read "
                      f"the field {one.extract_name}. If that is meant, say same_field: true here; "
                      "else mend extract_name.")  # fmt: skip
        first.setdefault(plain, one)


def names(
    meta: Said, word: str, columns: Sequence[str], of: str, notes: Notes, said: Any = None
) -> tuple[str, ...]:
    """The columns that a word of a table names, those that there are; the rest are mistakes."""
    said = meta.get(word) if said is None else said
    listed = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    for name in listed:
        if name not in columns:
            notes.add(meta.line_of(word), of, f"{word} {name!r} must name contracted columns; "
                      f"{vocabulary.offered(str(name), columns)}")  # fmt: skip
    for name in {str(n) for n in listed if listed.count(n) > 1}:
        notes.add(meta.line_of(word), of, f"{word} names {name} twice.")
    return tuple(dict.fromkeys(name for name in listed if name in columns))
