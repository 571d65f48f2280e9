"""The lineage of every published column as a mart: what each is computed from in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

import duckdb
import pyarrow as pa

from orchestration import queries
from orchestration.company.departments import Extract
from orchestration.lineage.columns import ROWS, Column
from orchestration.lineage.whole import Lineage

_MARTS, _RULES = "marts.", "rules."


@dataclass(frozen=True)
class Traced:
    """One origin of a published column; see `column_lineage` in the marts for what each means."""

    mart: str
    column_name: str
    origin: str
    department: str | None = None
    origin_table: str | None = None
    origin_column: str | None = None
    personal_data: str | None = None
    gives_value: bool = True


def write(
    connection: duckdb.DuckDBPyConnection, lineage: Lineage, extracts: Iterable[Extract]
) -> int:
    """Write `marts.column_lineage` for all that models publish; returns its rows."""
    traced = list(trace(lineage, extracts))
    columns = {f.name: [getattr(one, f.name) for one in traced] for f in fields(Traced)}
    texts = [(name, pa.string()) for name in columns if name != "gives_value"]
    schema = pa.schema([*texts, ("gives_value", pa.bool_())])
    connection.register("traced_columns", pa.table(columns, schema))
    try:
        queries.run(connection, __file__, "column_lineage.sql")
    finally:
        connection.unregister("traced_columns")
    return len(traced)


def trace(lineage: Lineage, extracts: Iterable[Extract]) -> Iterator[Traced]:
    """Each published column with each of its origins, or with none."""
    delivered = {one.name: one for one in extracts}
    for relation in lineage.unread:
        if relation.startswith(_MARTS):
            yield Traced(relation.removeprefix(_MARTS), ROWS, "unread")
    for relation, name in lineage.published():
        mart = relation.removeprefix(_MARTS)
        found = lineage.sources((relation, name))
        for source, gives_value in sorted(found.items()):
            yield replace(_from(mart, name, source, lineage, delivered), gives_value=gives_value)
        if not found:
            yield Traced(mart, name, "constant")


def _from(
    mart: str, name: str, source: Column, lineage: Lineage, delivered: dict[str, Extract]
) -> Traced:
    table, column = source
    extract = delivered.get(table)
    if extract is not None:
        kind = next((one.pii for one in extract.columns if one.name == column), None)
        told = f"{extract.department}/{extract.table}"
        return Traced(mart, name, "delivered", extract.department, told, column, kind or None)
    if table in lineage.unread:
        return Traced(mart, name, "unread", None, table, column)
    if table.startswith(_RULES):
        return Traced(mart, name, "rule", None, table.removeprefix(_RULES), column)
    return Traced(mart, name, "product", None, table, column)
