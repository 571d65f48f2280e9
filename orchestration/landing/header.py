"""Matching a file's own column names with the contract, by name and never by position."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from orchestration.company.departments import Column, Extract
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.tabular import layout

MOST = 2_000


@dataclass(frozen=True)
class Header:
    """Where each contracted column stands in the file, and what stands there besides.

    `positions` maps our column name to a 0-based position; `extras` holds (name, position).
    `nameless` are the positions among them that have no name: a column in front of a table or
    behind it, which is one only where it holds a value.
    """

    width: int
    positions: dict[str, int]
    extras: tuple[tuple[str, int], ...]
    drift: tuple[Drift, ...]
    nameless: tuple[int, ...] = ()

    def without(self, empty: Iterable[int], extract: Extract) -> Header:
        """The header without those nameless columns that are `empty`.

        Raises QuarantineError where another one is left and the contract allows no more columns.
        """
        gone = set(empty)
        extras = tuple((name, place) for name, place in self.extras if place not in gone)
        left = [name for name, place in extras if place in self.nameless]
        if left and extract.extra_columns == "quarantine":
            raise _unknown(left, extract)
        dropped = {name for name, place in self.extras if place in gone}
        drift = tuple(one for one in self.drift if one.column_name not in dropped)
        return replace(self, extras=extras, drift=drift, nameless=())


def match(
    names: Sequence[str],
    extract: Extract,
    first: Callable[[], Sequence[layout.Row]] = tuple,
    *,
    is_grid: bool = False,
) -> Header:
    """Match a header with the contract; case and surrounding spaces do not matter.

    `first` gives the first rows of the file, to tell where the names stand if not here. In a grid
    columns without a name are left to `Header.without`.

    Raises QuarantineError when a column is missing or twice there, when there is no header at
    all, or when a column is unknown and the contract says `extra_columns: quarantine`.
    """
    if len(names) > MOST:
        raise QuarantineError(f"{len(names):,} columns; more than {MOST:,} are no table of ours.")
    seen = [_plain(name) for name in names]
    wanted = {_plain(column.extract_name): column for column in extract.columns}
    if not set(seen) & set(wanted):
        raise QuarantineError(_elsewhere(first(), wanted, extract) or _no_header(names, extract))
    twice = [names[seen.index(name)] for name, n in Counter(seen).items() if name and n > 1]
    if twice:
        raise QuarantineError(f"Column twice in the header: {', '.join(twice)}.")
    extras = tuple(
        (name.strip() or f"column_{position + 1}", position)
        for position, (name, plain) in enumerate(zip(names, seen, strict=True))
        if plain not in wanted
    )
    missing = [column for plain, column in wanted.items() if plain not in seen]
    if missing:
        if said := _elsewhere(first(), wanted, extract, len(missing)):
            raise QuarantineError(said)
        raise _missing(missing, [name for name, _ in extras], extract)
    nameless = tuple(place for _, place in extras if is_grid and not names[place].strip())
    unknown = [name for name, place in extras if place not in nameless]
    if unknown and extract.extra_columns == "quarantine":
        raise _unknown(unknown, extract)
    drift = [Drift("added", name, "not in the contract", "kept in _extra") for name, _ in extras]
    for plain, column in wanted.items():
        written = names[seen.index(plain)]
        if written != column.extract_name:
            detail = f"written {written.strip()!r}, contracted {column.extract_name!r}"
            drift.append(Drift("respelled", column.name, detail, "loaded"))
    positions = {column.name: seen.index(plain) for plain, column in wanted.items()}
    return Header(len(names), positions, extras, tuple(drift), nameless)


def _unknown(unknown: Sequence[str], extract: Extract) -> QuarantineError:
    return QuarantineError(
        f"Columns not in the contract: {', '.join(unknown)}"
        f"{extract.says('extra_columns')}; extra_columns: keep would keep them in _extra.",
        tuple(Drift("added", n, "not in the contract", "quarantined") for n in unknown),
    )


def _elsewhere(
    rows: Sequence[layout.Row], wanted: Iterable[str], extract: Extract, missing: int | None = None
) -> str:
    """Where the names stand, if in other rows than the contract has it; empty if in none.

    It is the row, or two below each other, that holds most of them: more than half of them, and
    more than the row that was read, which lacks `missing`.
    """
    known, best = set(wanted), 0
    found: list[int] = []
    for place, (number, cells) in enumerate(rows):
        tried = [([number], [cells])]
        if place:
            tried.append(([rows[place - 1][0], number], [rows[place - 1][1], cells]))
        for numbers, read in tried:
            count = len({_plain(name) for name in layout.names(read)} & known)
            if count > best:
                best, found = count, numbers
    if best <= (len(known) // 2 if missing is None else len(known) - missing):
        return ""
    said = " and ".join(map(str, extract.shape.header_rows))
    where = f"row {said}{extract.says('header_rows')}" if said else "the first row"
    return (
        f"No header in {where}: the columns' names stand in row {' and '.join(map(str, found))}; "
        f"header_rows: {found[0] if len(found) == 1 else found} would read them."
    )


def _plain(name: str) -> str:
    """As names are compared: without case, blanks that vary and characters that nobody sees."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split()).casefold()


def _no_header(names: Sequence[str], extract: Extract) -> str:
    first = names[0] if names else ""
    wanted = {_plain(column.extract_name) for column in extract.columns}
    for delimiter, word in ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")):
        if len(names) == 1 and wanted & {_plain(part) for part in first.split(delimiter)}:
            if delimiter == extract.delimiter:
                break
            where = extract.says("delimiter")
            return f"The file is {word}-separated; the contract says {extract.delimiter!r}{where}."
    where = extract.says("columns")
    return f"No header: the first line holds none of the contracted columns{where}."


def _missing(
    missing: Sequence[Column], extras: Sequence[str], extract: Extract
) -> QuarantineError:  # fmt: skip
    said, drift = [], []
    for column in missing:
        name, where = column.extract_name, extract.says("", column)
        close = difflib.get_close_matches(name.casefold(), [e.casefold() for e in extras], 1, 0.6)
        looks = next((e for e in extras if close and e.casefold() == close[0]), None)
        said.append(f"{name} (renamed to {looks}?){where}" if looks else f"{name}{where}")
        kind, detail = ("renamed", f"looks like {looks}") if looks else ("missing", "not there")
        drift.append(Drift(kind, name, detail, "quarantined"))
    return QuarantineError(f"Contracted column missing: {', '.join(said)}.", tuple(drift))
