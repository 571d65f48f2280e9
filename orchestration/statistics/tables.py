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
