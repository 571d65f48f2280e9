"""SQL text out of names and values: the one place that writes quotes.

For statements that take no parameters (attach, copy, load, comment, create). Where a value can be
bound, it is bound; but DuckDB skips rows by the values that stand in a query, and by bound ones it
does not, so a query that looks up a few of many rows is `filled`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

_PLACE = re.compile(r"\$([a-z_][a-z_0-9]*)")


def quoted(identifier: str) -> str:
    """An SQL identifier in double quotes, inner quotes doubled."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: object) -> str:
    """An SQL string of the value's text, inner quotes doubled; no statement can hold a NUL."""
    first, *others = ("'" + part.replace("'", "''") + "'" for part in str(value).split("\0"))
    return f"({' || chr(0) || '.join((first, *others))})" if others else first


def filled(query: str, values: Mapping[str, object]) -> str:
    """A query with each `$name` in it replaced by its value, as SQL writes it.

    The query must hold `$` for nothing else. Raises KeyError where a name has no value, and
    TypeError where a value is none that can be written.
    """
    return _PLACE.sub(lambda found: _written(values[found[1]]), query)


def _written(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool() | int():
            return str(value).lower()
        case str():
            return literal(value)
        case datetime():
            return f"timestamp {literal(value.isoformat(sep=' '))}"
        case date():
            return f"date {literal(value.isoformat())}"
        case list() | tuple():
            return f"({', '.join(map(_written, value)) or 'null'})"
    raise TypeError(f"{type(value).__name__} cannot be written into a query.")


def globbed(path: object) -> str:
    """A path in which nothing is a wildcard to DuckDB."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
