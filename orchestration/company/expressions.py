"""Expressions of a contract: one scalar over the fields of one record, and nothing else.

DuckDB parses the text; what is run is written anew from the parsed tree, so comments and brackets
cannot break out of it. Only known functions of values are let through: nothing that reads a file,
a setting, a table, the clock or chance.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from functools import cache
from typing import Any

import duckdb

from orchestration.company.mapped import Expression

LONGEST = 4_000
# A pad or a repeat by more than this is no field of a record.
WIDEST = 1_000
KINDS = {"CONSTANT", "COLUMN_REF", "FUNCTION", "OPERATOR", "COMPARISON", "CONJUNCTION", "CASE",
         "CAST", "BETWEEN"}  # fmt: skip
_OPERATORS = "+ - * / // % || ~~ !~~ ~~* !~~* ->> ^@ ~~~ !~ ~"
_FUNCTIONS = """
    abs array_extract ascii ceil ceiling century chr coalesce concat concat_ws contains
    date_add date_diff date_part date_sub date_trunc datediff datepart datetrunc day dayname
    dayofmonth dayofweek dayofyear ends_with epoch epoch_ms epoch_us floor greatest hour if ifnull
    instr json_array_length json_extract json_extract_string json_type json_valid last_day lcase
    least left length list_contains list_extract lower lpad ltrim make_date make_timestamp md5
    minute month monthname nullif position prefix quarter regexp_extract regexp_full_match
    regexp_matches regexp_replace replace reverse right round rpad rtrim second sha256 sign split
    split_part starts_with str_split strftime string_split strip_accents strlen strpos strptime
    substr substring suffix to_days to_hours to_minutes to_months to_seconds to_timestamp to_weeks
    to_years translate trim trunc try_strptime ucase unicode upper week weekofyear year
"""
OPERATORS = frozenset(_OPERATORS.split())
FUNCTIONS = frozenset(_FUNCTIONS.split())
# Where the parser says that trim and extract, which have a syntax of their own, come from.
BUILT_IN = (("system", "main"), ("system", "pg_catalog"))
PADS = ("lpad", "rpad")


class ExpressionError(ValueError):
    """The expression is none that may run; the message says why, and what may."""


def alias(field: str) -> str:
    """The column name under which an expression reads a field of the file."""
    return "_field_" + hashlib.sha256(field.encode()).hexdigest()[:16]


@cache
def checked(text: str) -> Expression:
    """Parse and check an expression. Raises ExpressionError when it may not or cannot run."""
    tree = _parsed(text)
    fields: dict[str, None] = {}
    _walk(tree["statements"][0]["node"]["select_list"][0], fields)
    select = _run("select json_deserialize_sql(cast(? as json))", [json.dumps(tree)])
    sql = str(select).strip().rstrip(";").removeprefix("SELECT").strip()
    columns = "".join(f', cast(null as varchar) as "{alias(name)}"' for name in fields)
    try:
        _run(f"select typeof(try(cast({sql} as varchar))) from (select 1 as one{columns})", [])
    except duckdb.Error as error:
        reason = str(error).split("\n")[0].split("Error: ", 1)[-1]
        for name in fields:
            reason = reason.replace(alias(name), name)
        raise ExpressionError(
            f"does not run: {reason} Every field is text; say try_cast(field as integer) to reckon."
        ) from None
    return Expression(sql, tuple(fields))


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ExpressionError(f"is longer than {LONGEST:,} characters.")
    try:
        tree = json.loads(str(_run("select json_serialize_sql(?)", [f"select {text}\n"])))
    except (duckdb.Error, RecursionError) as error:
        raise ExpressionError(f"cannot be parsed ({type(error).__name__}).") from None
    if tree.get("error"):
        raise ExpressionError(f"cannot be parsed: {tree.get('error_message', 'not SQL')}.")
    nodes = [one["node"] for one in tree["statements"]]
    empty = ("where_clause", "having", "sample", "qualify", "group_expressions", "modifiers")
    is_scalar = (
        len(nodes) == 1
        and nodes[0]["type"] == "SELECT_NODE"
        and len(nodes[0]["select_list"]) == 1
        and nodes[0]["from_table"]["type"] == "EMPTY"
        and not nodes[0]["cte_map"]["map"]
        and not any(nodes[0].get(part) for part in empty)
        and not nodes[0]["select_list"][0].get("alias")
    )
    if not is_scalar:
        raise ExpressionError(
            "must be one value, such as: split_part(name, ' ', 1). No select, from, where or alias."
        )
    return dict(tree)


def _walk(node: Any, fields: dict[str, None]) -> None:
    """Check a tree, collect the fields it reads and rename them to their aliases."""
    if isinstance(node, list):
        for one in node:
            _walk(one, fields)
        return
    if not isinstance(node, dict):
        return
    kind = node.get("class")
    if kind is not None and kind not in KINDS:
        raise ExpressionError(
            f"may not hold a {str(kind).lower()}: only values of the record's own fields."
        )
    if kind == "COLUMN_REF":
        name = ".".join(node["column_names"])
        if name.lower() in ("current_date", "current_timestamp", "current_time", "localtime"):
            raise ExpressionError(f"may not read the clock ({name}): a rerun must say the same.")
        fields[name] = None
        node["column_names"] = [alias(name)]
        return
    if kind == "FUNCTION":
        _check_function(node)
    for part in node.values():
        _walk(part, fields)


def _check_function(node: dict[str, Any]) -> None:
    name = str(node["function_name"]).lower()
    is_builtin = (node.get("catalog") or "system", node.get("schema") or "main") in BUILT_IN
    if not is_builtin or name not in FUNCTIONS | OPERATORS:
        close = difflib.get_close_matches(name, FUNCTIONS, 1, 0.6)
        hint = f" Did you mean {close[0]}?" if close else " docs/contract.md lists what may be."
        raise ExpressionError(f"may not call {name}.{hint}")
    if node.get("filter") or node.get("distinct") or node["order_bys"].get("orders"):
        raise ExpressionError(f"may not aggregate with {name}.")
    if name in PADS and not _is_small(node["children"][1:2]):
        raise ExpressionError(f"may use {name} only with a fixed width up to {WIDEST}.")


def _is_small(width: list[dict[str, Any]]) -> bool:
    value = width[0].get("value", {}).get("value") if width else None
    return isinstance(value, int) and 0 <= value <= WIDEST


def _run(sql: str, given: list[object]) -> object:
    return _sandbox().execute(sql, given).fetchall()[0][0]


@cache
def _sandbox() -> duckdb.DuckDBPyConnection:
    """A DuckDB that opens no file, loads no extension and cannot be told otherwise."""
    return duckdb.connect(
        config={
            "memory_limit": "256MB",
            "threads": 1,
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "lock_configuration": True,
        }
    )


@cache
def reads(value: str, data_type: str) -> bool:
    """True when a text reads as a type; for constants of a contract."""
    return bool(_run(f"select try_cast(? as {data_type}) is not null", [value]))


@cache
def is_time_zone(name: str) -> bool:
    """True for a name of the IANA time zone database, such as `Europe/Paris`."""
    return bool(_run("select count(*) from pg_timezone_names() where name = ?", [name]))


@cache
def time_zones() -> list[str]:
    """The names of all time zones."""
    found = _sandbox().execute("select name from pg_timezone_names() order by name").fetchall()
    return [str(name) for (name,) in found]


@cache
def time_format_fault(form: str) -> str | None:
    """Why DuckDB cannot read times by this format; None when it can."""
    try:
        _run("select try_strptime('', ?)", [form])
    except duckdb.Error as error:
        return str(error).split("\n")[0].rsplit(": ", 1)[-1]
    return None
