"""Numbers in text: ids that a spreadsheet wrote as fractions, and columns that are amounts."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.quoting import quoted

_NUMBER = "[-+]?[0-9]+([.][0-9]+)?"
_WHOLE = "[-+]?[0-9]+([.]0+)?"
_POINTED = "[-+]?[0-9]+[.]0+"
_POWER = "[0-9][.][0-9]+[eE][+]?[0-9]{1,2}"
# What a plain number is; with a leading zero it is an id.
_PLAIN = "[-+]?(0|[1-9][0-9]*|0?[.][0-9]+|(0|[1-9][0-9]*)[.][0-9]*)([eE][-+]?[0-9]{1,3})?"
_ENGLISH = "[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+[.][0-9]+"
_COMMA = "[-+]?((0|[1-9][0-9]*)|[1-9][0-9]{0,2}([.][0-9]{3})+)(,[0-9]+)?"
_COMMA_IS_CLEAR = "[-+]?[0-9.]+,([0-9]{1,2}|[0-9]{4,})|[-+]?[0-9]+([.][0-9]{3})+,[0-9]+"


def whole(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    """Write `17850.0` as `17850` in every column whose numbers are all whole.

    So do ids come out of a column of fractions. A power of ten that is whole is written out.
    """
    tests = [
        f"count(*) filter (where {_is(c, _POINTED)}) > 0 "
        f"and count(*) filter (where {_is(c, _NUMBER)} and not {_is(c, _WHOLE)}) = 0, "
        f"count(*) filter (where {_is(c, _POWER)}) > 0"
        for c in map(quoted, columns)
    ]
    found = connection.execute(f"select {', '.join(tests)} from {table}").fetchall()[0]
    for place, column in enumerate(columns):
        name = quoted(column)
        if found[2 * place]:
            connection.execute(
                f"update {table} set {name} = regexp_replace(trim({name}), '[.]0+$', '') "
                f"where {_is(name, _POINTED)}"
            )
        if found[2 * place + 1]:
            connection.execute(
                f"update {table} set {name} = cast(cast({name} as double) as bigint) "
                f"where {_is(name, _POWER)} and try_cast({name} as double) < 9007199254740992 "
                f"and try_cast({name} as double) = trunc(try_cast({name} as double))"
            )


def type_numbers(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    """Make columns of numbers BIGINT or DOUBLE; those that are ids by a leading zero stay text.

    A decimal comma is read as one where the whole column says so: `1,234` alone may be either, and
    such a column stays text.
    """
    for column in columns:
        name = quoted(column)
        filled, plain, whole_numbers, english, comma, is_clear = connection.execute(
            queries.filled(
                __file__,
                "whole_numbers.sql",
                name=name,
                is_plain=_is(name, _PLAIN),
                is_whole=_is(name, "[-+]?[0-9]+"),
                is_english=_is(name, _ENGLISH),
                is_comma=_is(name, _COMMA),
                is_comma_clear=_is(name, _COMMA_IS_CLEAR),
                table=table,
            )
        ).fetchall()[0]
        value = f"nullif(trim({name}), '')"
        if not filled:
            continue
        if plain + english == filled:
            kind = "bigint" if whole_numbers == filled else "double"
            value = f"replace({value}, ',', '')" if english else value
        elif comma == filled and is_clear:
            kind, value = "double", f"replace(replace({value}, '.', ''), ',', '.')"
        else:
            continue
        connection.execute(
            f"alter table {table} alter column {name} type {kind} using cast({value} as {kind})"
        )


def _is(value: str, pattern: str) -> str:
    return f"coalesce(regexp_full_match(trim({value}), '{pattern}'), false)"
