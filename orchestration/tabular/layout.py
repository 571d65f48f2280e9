"""Where the table stands in a sheet: under which titles its headings are, and where it ends.

Reports have titles above their headings, headings of two rows (a group above the names), empty rows
and columns in front, and totals below. What is found here is a proposal, or is told where nobody is
asked; a contract says it in `header_rows` and `footer`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

# How many rows are looked at from the top for headings, and from the end for what is no record.
TOP, END = 50, 20
# (number of the row, its cells); rows without any value may be left out.
Row = tuple[int, Sequence[str | None]]

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{3}")
_YEAR = re.compile(r"(19|20)\d\d")
# A number as reports write it: with a sign, brackets, a currency, a per cent.
_DIGITS = r"[\d\s.,'\u00a0\u202f]*"
_NUMBER = re.compile(rf"[^\w\s]?\s*[-+(]?{_DIGITS}\d{_DIGITS}[)%]?\s*\S{{0,3}}")


@dataclass(frozen=True)
class Footer:
    """What stands below the last record, from row `start` on.

    `words` are those its rows begin with, as a contract's `footer` says them: `*` for what varies.
    Without any, all `rows` of it lack what every record has.
    """

    start: int
    rows: int
    words: tuple[str, ...]


def plain(cell: str | None) -> str:
    """A cell as words are compared: without case and blanks that vary."""
    return " ".join((cell or "").split()).casefold()


def names(rows: Sequence[Sequence[str | None]]) -> list[str]:
    """The names that the rows of a header give to its columns, the group before the name.

    A group stands for the columns to its right that have none, as far as a name is below; a label
    with nothing below it is a name itself.
    """
    width = max(map(len, rows), default=0)
    padded = [[(cell or "").strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    for place, row in enumerate(padded[:-1]):
        has_below = [any(below[n] for below in padded[place + 1 :]) for n in range(width)]
        group = ""
        for n in range(width):
            if row[n]:
                group = row[n] if has_below[n] else ""
            elif has_below[n] and group:
                row[n] = group
            else:
                group = ""
    return [" ".join(filter(None, column)) for column in zip(*padded, strict=True)]


def header(rows: Sequence[Row]) -> tuple[int, ...]:
    """The numbers of the rows that hold the headings; empty where no row can be told to.

    `rows` are the first of a sheet. Headings are texts, no two alike, and hardly a row below holds
    a value where none stands. The first row that may be taken for them is.
    """
    filled = [(number, cells) for number, cells in rows if any(map(plain, cells))][:TOP]
    for place, (number, cells) in enumerate(filled):
        below = [row for _, row in filled[place + 1 :]]
        if not below:
            break
        is_alone = _are_headings([cells], below, is_first=not place)
        if not place:
            if is_alone:
                return (number,)
            continue
        above, labels = filled[place - 1]
        may_join = _is_group((above, labels), number, cells) or (
            not is_alone and len(_places(labels)) > 1
        )
        if may_join and _are_headings([labels, cells], below):
            return above, number
        if is_alone:
            return (number,)
    return ()


def footer(rows: Sequence[Row], body: Sequence[Sequence[str | None]]) -> Footer | None:
    """What stands below the records, None where the last row is one.

    `rows` are the last of a sheet, `body` some of its records. A row is none where its first value
    is a word for totals, or where it has one value and records have three or more, or where it has
    numbers alone and lacks the first column.
    """
    if not body:
        return None
    typical = median(len(_places(row)) for row in body)
    counts = Counter(place for row in body for place in _places(row))
    first = min((place for place, n in counts.items() if n * 20 >= len(body) * 19), default=None)
    filled = [(number, cells) for number, cells in rows if any(map(plain, cells))][-END:]
    taken: list[Row] = []
    for number, cells in reversed(filled):
        if not _is_no_record(cells, typical, first):
            break
        taken.append((number, cells))
    if not taken or len(taken) == len(filled) >= END:
        return None
    labels = [_label(cells) for _, cells in reversed(taken)]
    words = tuple(dict.fromkeys(_word(label) for label in labels if label))
    return Footer(taken[-1][0], len(taken), words)


def pattern(words: Sequence[str]) -> str:
    """A regular expression, of Python's and RE2's alike, for a cell as `plain` gives it."""
    parts = (re.escape(plain(word)).replace(r"\*", ".*") for word in words)
    return "|".join(f"(?:{part})" for part in parts)


def is_total(label: str) -> bool:
    """Whether a label is one of a row of totals: `Total`, `Total 2025:`, `Grand total (net)`."""
    word = _total(label)
    return bool(word) and not _WORD.search(re.sub(r"\(.*\)", "", plain(label)[len(word) :]))


def _total(label: str) -> str:
    """The word for totals that a label begins with; empty if with none."""
    said = plain(label)
    found = (w for w in _totals() if re.match(rf"{re.escape(w)}(?![^\W\d_])", said))
    return max(found, key=len, default="")


@cache
def _totals() -> frozenset[str]:
    with Path(__file__).with_name("total_words.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(plain(row["word"]) for row in csv.DictReader(file))


def _places(cells: Sequence[str | None]) -> set[int]:
    return {place for place, cell in enumerate(cells) if plain(cell)}


def _are_headings(
    rows: Sequence[Sequence[str | None]],
    below: Sequence[Sequence[str | None]],
    *,
    is_first: bool = False,
) -> bool:
    """Whether rows may be the headings of those below; of a first row less is asked."""
    found = names(rows)
    given = [plain(name) for name in found if name]
    if len(given) < 2 or len(set(given)) < len(given):
        return False
    if not is_first and not all(_is_heading(cell) for cell in rows[-1] if plain(cell)):
        return False
    here = {place for place, name in enumerate(found) if name}
    return sum(bool(_places(row) - here) for row in below) * 2 <= len(below)


def _is_heading(cell: str | None) -> bool:
    said = (cell or "").strip()
    if _YEAR.fullmatch(said):
        return True
    return "@" not in said and not said[0].isdigit() and bool(_LETTER.search(said))


def _is_group(row: Row, number: int, cells: Sequence[str | None]) -> bool:
    """Whether a row holds groups of the headings in row `number`, right below it.

    A title is one cell where the table begins; particulars of a report are two.
    """
    above, labels = row[0], row[1]
    places, under = _places(labels), _places(cells)
    said = [(labels[n] or "").strip() for n in places]
    is_next = above + 1 + max((one.count("\n") for one in said), default=0) == number
    if not is_next or not places <= under or places <= set(sorted(under)[: min(2, len(places))]):
        return False
    return all(_is_heading(one) and not one.endswith(":") for one in said)


def _is_no_record(cells: Sequence[str | None], typical: float, first: int | None) -> bool:
    filled = _places(cells)
    if typical > 3 and len(filled) >= typical:
        return False
    label = _label(cells)
    if is_total(label) or (len(filled) == 1 and typical >= 3):
        return True
    numbers = [n for n in filled if _NUMBER.fullmatch((cells[n] or "").strip())]
    # `Total visits` and its sums, but not `Total Energies` of Paris.
    if label and _total(label) and len(filled) < typical and len(numbers) == len(filled) - 1:
        return True
    is_without = first is not None and first not in filled and len(filled) * 2 <= typical + 1
    return is_without and len(numbers) == len(filled)


def _label(cells: Sequence[str | None]) -> str:
    """The first value of a row, where it is a text; empty where it is a number."""
    first = next(((cell or "").strip() for cell in cells if plain(cell)), "")
    return "" if _NUMBER.fullmatch(first) else first


def _word(label: str) -> str:
    """A label as a contract says it: from its first digit on it varies."""
    kept = re.split(r"\d", label, maxsplit=1)[0]
    short = kept if len(kept) <= 40 else kept[:40].rpartition(" ")[0] + " "
    return label if short == label else f"{short}*"
