"""What a contract would have to say for values that do not read: a refusal names the word.

Tried on the file's own values, so nothing is advised that would not read all of them. Values are
quoted only where they are the few words of a column that is no personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product

import duckdb

from orchestration.company.departments import Column, Extract
from orchestration.landing import amounts, mapping, moments
from orchestration.landing.casting import from_text
from orchestration.landing.staged import TYPED, Staged

DEFAULT = "no format"
SAMPLE = 500
FEW = 12
LONGEST_WORD = 40
DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d/%m/%y", "%m/%d/%y",
    "%d.%m.%y", "%a, %d %b %Y", "%b %d %Y", "%Y年%m月%d日",
)  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f",
         " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S", ", %I:%M %p")  # fmt: skip
OFFSETS = ("", " %z", "%z")
DIGITS = {"epoch_s": (9, 10), "epoch_ms": (12, 13), "epoch_us": (15, 16)}


def on(
    connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged, column: Column
) -> str:
    """The end of a sentence on values that do not read as `column`; empty without a good idea."""
    place = extract.columns.index(column)
    values = _values(connection, staged, column)
    unfit = _values(connection, staged, column, f"v{place}")
    if not unfit:
        return ""
    if (said := _words(column, unfit)) is not None:
        return said
    tried: dict[str, Column] = {}
    for word, other in candidates(column, unfit):
        tried.setdefault(word, other)
    if not tried:
        return ""
    everything = reading_all(connection, tried, values)
    if not everything and column.formats:
        everything = [
            word.replace("format: ", f"format: [{_quoted(column.formats)}, ") + "]"
            for word in reading_all(connection, tried, unfit)
        ]
    if not everything:
        return ""
    if everything[0] == DEFAULT:
        return f"; leave format out, or say {everything[1]}" if everything[1:] else (
            "; without format they would read"
        )  # fmt: skip
    more = " (the file does not tell which)" if len(everything) > 1 else ""
    return f"; {' or '.join(everything[:3])} would read them{more}"


def spread(values: Iterable[str]) -> list[str]:
    """Distinct values in order, at most SAMPLE of them, from the first to near the last.

    The first alone would be days of January, and nobody could tell day from month.
    """
    ordered = sorted(set(values))
    return ordered[:: -(-len(ordered) // SAMPLE) or 1]


def _values(
    connection: duckdb.DuckDBPyConnection, staged: Staged, column: Column, code: str | None = None
) -> list[str]:
    """Distinct texts of a column that are not blank; with a `code` those that failed by it."""
    failed = f"where list_contains(string_split(_failed, ' '), '{code}')" if code else ""
    found = connection.execute(
        f"select distinct trim(value) from (select _row, {staged.sources[column.name].text} "
        f"as value from {staged.relation}) semi join (select _row from temp.{TYPED} {failed}) "
        f"using (_row) where trim(value) <> '' limit {SAMPLE}"
    ).fetchall()
    return [value for (value,) in found]


def _words(column: Column, unfit: list[str]) -> str | None:
    """Advice on words: for a boolean, and for what a list of words does not know."""
    by_words = column.reading.words and column.reading.other_words == "reject"
    if not by_words and column.data_type.lower() != "boolean":
        return None
    few = len(unfit) <= FEW and all(len(word) <= LONGEST_WORD for word in unfit)
    if column.pii or not few:
        return "; words: {WORD IN THE FILE: value} would say what each word means"
    listed = ", ".join(f'"{word}": ...' for word in sorted(unfit))
    kinds = "true, false or null" if column.data_type.lower() == "boolean" else "its value or null"
    return f"; words: {{{listed}}} would read them, with {kinds} for each"


def candidates(column: Column, unfit: list[str]) -> Iterator[tuple[str, Column]]:
    """(word, column with it) for every reading worth a try."""
    reading = column.reading
    kind = column.data_type.lower()
    first = unfit[0]
    if first[:1] in "'`\"" and not reading.strip:
        yield f'strip: "{first[0]}"', replace(column, reading=replace(reading, strip=first[0]))
    if kind in ("date", "timestamp"):
        plain = replace(column, reading=replace(reading, other_formats=()))
        yield DEFAULT, replace(plain, format=None)
        for form, (least, most) in DIGITS.items():
            if all(least <= len(value.lstrip("-").partition(".")[0]) <= most for value in unfit):
                yield f"format: {form}", replace(plain, format=form)
        for parts in product(DAYS, TIMES, OFFSETS):
            form = "".join(parts)
            if (parts[1] or not parts[2]) and _may_read(first, form):
                yield f'format: "{form}"', replace(plain, format=form)
    elif kind in amounts.WHOLE or kind == "double" or kind.startswith("decimal"):
        signs = [
            code
            for code, names in amounts.signs().items()
            if any(name in value for name in (*names, code) for value in unfit)
        ]
        for decimal, currency in product((reading.decimal, ".", ","), (None, *signs)):
            said = [f'decimal: "{decimal}"'] if decimal != reading.decimal else []
            said += [f"currency: {currency}"] if currency else []
            changed = replace(reading, decimal=decimal, currency=currency or reading.currency)
            if said:
                yield " and ".join(said), replace(column, reading=changed)
        if kind in amounts.WHOLE:
            yield "data_type: decimal(18,4)", replace(column, data_type="decimal(18,4)")


def _may_read(value: str, form: str) -> bool:
    """Whether one value is written so, as far as Python can tell; hundreds of ways are tried."""
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True


def reading_all(
    connection: duckdb.DuckDBPyConnection, tried: dict[str, Column], values: list[str]
) -> list[str]:
    """The words under which every one of `values` reads."""
    words = list(tried)
    for few in (values[:20], values):  # most are out after a few values
        if not words:
            return []
        counts = ", ".join(f"count({_value(tried[word])})" for word in words)
        [found] = connection.execute(
            f"select {counts} from (select unnest(cast(? as varchar[])) as value)", [few]
        ).fetchall()
        words = [word for word, read in zip(words, found, strict=True) if read == len(few)]
    return words


def _value(column: Column) -> str:
    mark = column.reading.strip
    return from_text(column, mapping.stripped("value", mark) if mark else "value")


def _quoted(formats: tuple[str, ...]) -> str:
    return ", ".join(form if form in moments.UNITS else f'"{form}"' for form in formats)
