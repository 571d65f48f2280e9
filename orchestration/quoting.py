"""SQL text out of names and values: the one place that writes quotes.

For statements that take no parameters (attach, copy, load, comment, create). Where a value can be
bound, it is bound.
"""

from __future__ import annotations


def quoted(identifier: str) -> str:
    """An SQL identifier in double quotes, inner quotes doubled."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: object) -> str:
    """An SQL string of the value's text, inner quotes doubled; no statement can hold a NUL."""
    first, *others = ("'" + part.replace("'", "''") + "'" for part in str(value).split("\0"))
    return f"({' || chr(0) || '.join((first, *others))})" if others else first


def globbed(path: object) -> str:
    """A path in which nothing is a wildcard to DuckDB."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))
