"""Writing one small table of schema `statistics` from columns of numbers and texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd
from numpy.typing import NDArray


def replace_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    types: Mapping[str, str],
    columns: Mapping[str, NDArray[Any]],
) -> None:
    """Create `statistics.<name>` anew with the given SQL types, in their order; nan becomes null.

    Every array has shape (rows,). Raises duckdb.ConversionException where a value does not fit.
    """
    connection.register("statistics_rows", pd.DataFrame(dict(columns)))
    casts = ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in types.items())
    connection.execute(
        f"create or replace table statistics.{name} as select {casts} from statistics_rows"
    )
    connection.unregister("statistics_rows")


def usable(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SQL for a conformed table without customers who restrict or object: none is learnt from.

    Facts of erased people stay: they are nobody's any more.
    """
    known = connection.execute(
        "select 1 from duckdb_columns() where schema_name = 'conformed' "
        "and table_name = 'customer_restrictions' limit 1"
    ).fetchall()
    if not known:
        return table
    return (
        f"(select * from {table} where customer_id is null or customer_id not in (select "
        "customer_id from conformed.customer_restrictions where restriction <> 'erased'))"
    )
