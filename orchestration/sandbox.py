"""The one door for SQL that others wrote: suites' queries, and expressions given to a command.

It is parsed before any of it runs. What passes is one SELECT, or one expression over named columns;
it reads the tables it was given and nothing else, and calls built-in functions without effects.
What the parser does not know is refused, not run. Where the connection is ours alone, `lock` shuts
files, network, extensions and settings besides.

The parser is DuckDB's own (`json_serialize_sql`), so what is looked at is what would be run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import duckdb

from orchestration.locked import lock, opened

__all__ = ["SandboxError", "blind", "expression", "lock", "opened", "parser", "select"]

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GIVEN = "given"
# Table functions that make rows of their arguments alone.
_ROW_MAKERS = frozenset({"unnest", "range", "generate_series"})
# Functions that look outside of their arguments; those that DuckDB calls volatile are refused too.
_PRYING = frozenset({"current_setting", "getvariable", "query", "query_table", "in_search_path"})
_KINDS = frozenset({"scalar", "aggregate", "macro"})
# Parts of a query without a class of their own; anything else, such as SHOW_REF, is refused.
_PARTS = frozenset({
    "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE",
    "EMPTY", "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST",
    "ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER",
    "ORDER_DEFAULT", "ASCENDING", "DESCENDING",
})  # fmt: skip


class SandboxError(ValueError):
    """The SQL may not run; the message says why, and quotes no value."""


def select(sql: str, tables: Collection[str]) -> frozenset[str]:
    """Look at one SELECT; return those of `tables`, as `schema.table`, that it reads.

    Raises SandboxError where it is anything but one SELECT over `tables`.
    """
    tree = _parsed(sql)
    queries = {_cte(entry) for node in _nodes(tree) for entry in _ctes(node)}
    read = set()
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE":
            name, schema = str(node["table_name"]), str(node["schema_name"])
            if not node["catalog_name"] and schema and f"{schema}.{name}" in tables:
                read.add(f"{schema}.{name}")
            elif node["catalog_name"] or schema or name not in queries:
                raise SandboxError("It reads a table that it was not given.")
    return frozenset(read)


def blind(sql: str) -> str | None:
    """Why a SELECT may return nothing whatever its tables hold, as words; None where it does not.

    It looks at a sample, takes no rows or leaves the first ones out, or asks of no column at all.
    Raises SandboxError as `select` does.
    """
    tree = _parsed(sql)
    if any(node.get("sample") for node in _nodes(tree)):
        return "it looks at a sample"
    for node in _nodes(tree):
        limited = str(node.get("type")).startswith("LIMIT")
        if limited and (node.get("offset") or _is_none(node.get("limit"))):
            return "it takes no rows, or leaves some out"
        for clause in ("where_clause", "having", "qualify"):
            if any(not _asks(one) for one in _conjuncts(node.get(clause))):
                return "a condition of it asks of no column"
    return None


def _conjuncts(condition: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(condition, dict):
        return
    if condition.get("type") != "CONJUNCTION_AND":
        yield condition
        return
    for child in condition["children"]:
        yield from _conjuncts(child)


def _asks(condition: dict[str, Any]) -> bool:
    """Whether a condition depends on rows: it reads a column, counts rows, or holds a query."""
    return any(
        node.get("class") in ("COLUMN_REF", "SUBQUERY") or node.get("function_name") == "count_star"
        for node in _nodes(condition)
    )


def _is_none(limit: Any) -> bool:
    """Whether a limit is anything but a constant above 0."""
    if not isinstance(limit, dict):
        return False
    value = limit.get("value")
    return not (isinstance(value, dict) and isinstance(value.get("value"), int) and value["value"])


def expression(sql: str, columns: Collection[str]) -> str:
    """Look at one expression over `columns`; return it in parentheses, to be put into a query.

    Raises SandboxError where it is anything else: a query of its own, several expressions, the
    rest of a statement, or a column that is not there.
    """
    written = f"(\n{sql}\n)"
    tree = _parsed(f"select {written} from {_GIVEN}")
    (body,) = (statement["node"] for statement in tree["statements"])
    frame = _parsed(f"select 1 from {_GIVEN}")["statements"][0]["node"]
    if (
        body["type"] != "SELECT_NODE"
        or len(body["select_list"]) != 1
        or _without(body) != _without(frame)
    ):
        raise SandboxError("It is not one expression.")
    if body["select_list"][0].get("function_name") == "row":
        raise SandboxError("It is a list of expressions.")
    known = {name.lower() for name in columns}
    inside: set[str] = set()
    for node in _nodes(body["select_list"]):
        if node.get("class") in ("SUBQUERY", "STAR") or str(node.get("type")) in _PARTS - {
            "ORDER_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING",
        }:  # fmt: skip
            raise SandboxError("It holds a query of its own.")
        if node.get("class") == "LAMBDA":
            inside |= {name.lower() for part in _nodes(node["lhs"]) for name in _column(part)}
    for node in _nodes(body["select_list"]):
        if node.get("class") == "COLUMN_REF" and _column(node)[0].lower() not in known | inside:
            raise SandboxError("It names a column that the file does not have.")
    return written


def _parsed(sql: str) -> Any:
    """The syntax tree of one SELECT without anything that could reach outside of it."""
    with parser() as connection:
        try:
            statements = duckdb.extract_statements(sql)
            kinds = [statement.type for statement in statements]
            ((text,),) = connection.execute("select json_serialize_sql(?)", [sql]).fetchall()
            tree = json.loads(text)
        except (duckdb.Error, RecursionError) as error:
            raise SandboxError(f"It does not parse ({type(error).__name__}).") from None
    if kinds != [duckdb.StatementType.SELECT] or tree["error"] or len(tree["statements"]) != 1:
        raise SandboxError("It is not one SELECT.")
    try:
        for node in _nodes(tree):
            _look_at(node)
    except RecursionError:
        raise SandboxError("It is nested too deep.") from None
    return tree


def parser() -> duckdb.DuckDBPyConnection:
    """A connection to a locked, empty database: enough to parse, and to try a function."""
    return _parser().cursor()


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    lock(connection)
    return connection


def _look_at(node: dict[str, Any]) -> None:
    """Refuse a part of a query that could reach outside of it, or that is not known here."""
    kind = node.get("type")
    is_part = isinstance(kind, str) and "class" not in node and not kind.endswith("_TYPE_INFO")
    if is_part and kind not in _PARTS:
        raise SandboxError(f"It holds {kind}, which is not allowed.")
    if kind == "TABLE_FUNCTION":
        function = node["function"]
        name = str(function.get("function_name", "")).lower()
        if not _is_built_in(function) or name not in _ROW_MAKERS:
            raise SandboxError(f"It reads from {name or 'a function'}(), which is not allowed.")
    elif node.get("class") in ("FUNCTION", "WINDOW") and "function_name" in node:
        name = str(node["function_name"]).lower()
        is_known = name in _harmless() or node["class"] == "WINDOW" or name in _ROW_MAKERS
        if not _is_built_in(node) or not is_known:
            raise SandboxError(f"It calls {name}(), which is not allowed.")
    for entry in _ctes(node):
        if not _PLAIN_NAME.fullmatch(_cte(entry)):
            raise SandboxError("It gives a query a name that could be a file's.")


def _is_built_in(function: dict[str, Any]) -> bool:
    return not function.get("catalog") and function.get("schema") in (None, "", "main")


@cache
def _harmless() -> frozenset[str]:
    """The built-in functions that only look at their arguments."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "select function_name, function_type, bool_or(coalesce(has_side_effects, false)) "
            "from duckdb_functions() where internal group by all"
        ).fetchall()
    acting = {name.lower() for name, _, acts in found if acts}
    harmless = {name.lower() for name, kind, _ in found if kind in _KINDS}
    return frozenset(harmless - acting - _PRYING)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a syntax tree, from the top."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _ctes(node: dict[str, Any]) -> list[Any]:
    found = node.get("cte_map")
    return list(found["map"]) if isinstance(found, dict) else []


def _cte(entry: Any) -> str:
    return str(entry["key"])


def _column(node: dict[str, Any]) -> list[str]:
    return [str(name) for name in node.get("column_names", ())]


def _without(body: dict[str, Any]) -> dict[str, Any]:
    """A query but for what it selects and where in the text it stands."""
    table = {key: value for key, value in body["from_table"].items() if key != "query_location"}
    kept = {k: v for k, v in body.items() if k not in ("select_list", "from_table")}
    return kept | {"from_table": table}
