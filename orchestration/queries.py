"""SQL that stands in a file beside the module that runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from orchestration import quoting

_GAP = re.compile(r"\{([a-z_]\w*)\}")


@cache
def text(module: str, name: str) -> str:
    """The SQL of the file `name` beside the file `module`."""
    return Path(module).with_name(name).read_text("utf-8")


def filled(module: str, name: str, /, **parts: object) -> str:
    """The SQL of the file `name` beside the file `module`, with `parts` in its `{gaps}`.

    Parts are SQL of the caller: a column, a condition, a number of the code. What comes from
    outside is bound or goes through `quoting` first. Raises KeyError for a gap without a part and
    ValueError for a part without a gap.
    """
    sql = text(module, name)
    if unused := sorted(set(parts) - set(_GAP.findall(sql))):
        raise ValueError(f"{name} has no gap for {', '.join(unused)}.")
    return _GAP.sub(lambda gap: str(parts[gap[1]]), sql)


def literal(value: Any, sql_type: str = "varchar") -> str:
    """A value of Python as a literal of DuckDB; a mapping becomes a map, a list a list."""
    return f"cast({_written(value)} as {sql_type})"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoting.literal(value)
    if isinstance(value, Mapping) and all(str(key).isidentifier() for key in value):
        return "{" + ", ".join(f"'{key}': {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Mapping):
        return "map {" + ", ".join(f"{_written(k)}: {_written(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(_written(one) for one in value) + "]"


def run(
    connection: duckdb.DuckDBPyConnection,
    module: str,
    name: str,
    bound: Mapping[str, Any] | None = None,
) -> None:
    """Run the statements of the file `name` beside the file `module`, `bound` to its `$names`.

    Every statement is bound to those of the names that it mentions.
    """
    for statement in connection.extract_statements(text(module, name)):
        wanted = statement.named_parameters
        connection.execute(
            statement, {key: value for key, value in (bound or {}).items() if key in wanted} or None
        )
