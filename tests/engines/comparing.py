"""Two builds of one relation, compared: the type of every column, and the rows in both directions.

DuckDB does the comparing. The types of the two engines are equal where `spark_type` of DuckDB's is
Spark's; a type it does not know equals none. Rows are equal where `except all` is empty both ways,
doubles rounded to nine significant digits, in lists and structs too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.quoting import quoted

# DuckDB's names, and Spark's for the same values. Moments have no time zone in DuckDB and are UTC
# in Spark. What is not here (HUGEINT, say, which Spark has not) is to be cast by the model.
SAME = {
    "bigint": "bigint",
    "blob": "binary",
    "boolean": "boolean",
    "date": "date",
    "double": "double",
    "integer": "int",
    "timestamp": "timestamp",
    "varchar": "string",
}
SIGNIFICANT_DIGITS = 9


@dataclass(frozen=True)
class Compared:
    """What is different: `columns` in name or type, as `column: DuckDB's type, Spark's type`; rows
    that only one of both has; and of which columns the values differ, as how many rows."""

    name: str
    rows: int
    columns: tuple[str, ...] = ()
    only_duckdb: int = 0
    only_spark: int = 0
    values: tuple[tuple[str, int], ...] = ()

    @property
    def is_equal(self) -> bool:
        return not (self.columns or self.only_duckdb or self.only_spark)


def spark_type(of: Any) -> str:
    """What Spark calls a DuckDB type; for one that it cannot hold, a text that no type has."""
    if of.id == "list":
        return f"array<{spark_type(of.children[0][1])}>"
    if of.id == "struct":
        return f"struct<{','.join(f'{name}:{spark_type(kind)}' for name, kind in of.children)}>"
    if of.id == "decimal":
        (_, precision), (_, scale) = of.children
        return f"decimal({precision},{scale})"
    return SAME.get(of.id, f"no type for {of.id}")


def comparable(value: str, of: Any) -> str:
    """SQL for a value of a DuckDB type with its doubles at nine digits; -0 is 0."""
    if of.id == "list":
        return f"list_transform({value}, lambda item: {comparable('item', of.children[0][1])})"
    if of.id == "struct":
        fields = (
            f"{quoted(name)} := {comparable(f'{value}.{quoted(name)}', kind)}"
            for name, kind in of.children
        )
        return f"struct_pack({', '.join(fields)})"
    if of.id in ("double", "float"):
        return f"printf('%.{SIGNIFICANT_DIGITS - 1}e', {value} + 0.0::double)"
    return value


def compared(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    expected: str,
    got: str,
    spark_types: Mapping[str, str],
) -> Compared:
    """Compare the relation `expected`, of DuckDB, with `got`, which holds Spark's rows.

    Both are SQL that may follow `from`; `spark_types` are Spark's types by column, in its order.
    """
    relation = connection.sql(f"select * from {expected}")
    types = dict(zip(relation.columns, relation.types, strict=True))
    wrong = [
        f"{column}: {types.get(column, 'missing')}, {spark_types.get(column, 'missing')}"
        for column in dict.fromkeys((*types, *spark_types))
        if column not in types
        or column not in spark_types
        or spark_type(types[column]) != spark_types[column]
    ]
    if list(types) != list(spark_types) and set(types) == set(spark_types):
        wrong.append("the order of the columns")
    shared = {column: kind for column, kind in types.items() if column in spark_types}
    values = ", ".join(_as_compared(column, kind) for column, kind in shared.items())
    for table, side in (("left_rows", expected), ("right_rows", got)):
        connection.execute(
            f"create or replace temporary table {table} as select {values} from {side}"
        )
    only_duckdb = _surplus(connection, "left_rows", "right_rows", "*")
    only_spark = _surplus(connection, "right_rows", "left_rows", "*")
    by_column = [
        (column, _surplus(connection, "left_rows", "right_rows", quoted(column)))
        for column in shared
        if only_duckdb or only_spark
    ]
    return Compared(
        name,
        _count(connection, "select count(*) from left_rows"),
        tuple(wrong),
        only_duckdb,
        only_spark,
        tuple((column, rows) for column, rows in by_column if rows),
    )


def _as_compared(column: str, kind: Any) -> str:
    value = comparable(f"try_cast({quoted(column)} as {kind})", kind)
    return f"{value} as {quoted(column)}"


def _surplus(connection: duckdb.DuckDBPyConnection, left: str, right: str, columns: str) -> int:
    return _count(
        connection,
        f"select count(*) from (select {columns} from {left} except all "
        f"select {columns} from {right})",
    )


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    assert found
    return int(found[0])
