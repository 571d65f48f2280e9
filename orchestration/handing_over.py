"""What another engine's models start from: every table of the warehouse that dbt did not make.

The same dbt project runs on Apache Spark (docs/engines.md), while landing, identity and statistics
stay in DuckDB and Python. Their tables are handed over as Parquet, one file each, which the macro
`hand_over` turns into tables there. No engine is started here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration import dbt, private, warehouse
from orchestration.quoting import quoted
from orchestration.settings import Settings


class UnknownTypeError(RuntimeError):
    """A column whose values another engine would not read as they are."""


def write(settings: Settings, folder: Path) -> dict[str, int]:
    """Write each source of the dbt project as `<folder>/<schema>/<table>.parquet`.

    Returns the number of rows of each, by `schema.table`. A file there of that name is replaced.
    Raises FileNotFoundError where nothing has been built yet, WarehouseBusyError while a run is at
    work, and what `tables` raises.
    """
    if not settings.warehouse.exists():
        raise FileNotFoundError(f"There is no build at {settings.warehouse}: make a run first.")
    sources = dbt.manifest(dbt.parse(settings))["sources"].values()
    named = [(source["schema"], source["identifier"]) for source in sources]
    with warehouse.hold(settings), warehouse.connect(settings, read_only=True) as connection:
        return tables(connection, named, folder)


def tables(
    connection: duckdb.DuckDBPyConnection, named: Iterable[tuple[str, str]], folder: Path
) -> dict[str, int]:
    """Write tables, given as schema and name, as Parquet; the number of rows of each.

    Raises duckdb.CatalogException where there is no such table, and UnknownTypeError where Parquet
    would change a column's values.
    """
    rows = {}
    for schema, table in named:
        relation = connection.table(f"{quoted(schema)}.{quoted(table)}")
        # Whole numbers wider than 64 bits become doubles.
        lossy = [
            column
            for column, kind in zip(relation.columns, relation.types, strict=True)
            if "HUGEINT" in str(kind)
        ]
        if lossy:
            raise UnknownTypeError(f"Parquet would round {schema}.{table}: {', '.join(lossy)}")
        file = private.folder(folder / schema) / f"{table}.parquet"
        relation.write_parquet(str(file))
        rows[f"{schema}.{table}"] = int(relation.shape[0])
    return rows
