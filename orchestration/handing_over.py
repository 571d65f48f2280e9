"""What another engine's models start from: every table of the warehouse that dbt did not make.

The same dbt project runs on Apache Spark (docs/engines.md), while landing, identity and statistics
stay in DuckDB and Python. Their tables are handed over as Parquet, one file each, which the macro
`hand_over` turns into tables there. No engine is started here.
"""

from __future__ import annotations

from pathlib import Path

from orchestration import dbt, private, warehouse
from orchestration.quoting import quoted
from orchestration.settings import Settings


def write(settings: Settings, folder: Path) -> dict[str, int]:
    """Write each source of the dbt project as `<folder>/<schema>/<table>.parquet`.

    Returns the number of rows of each, by `schema.table`. A file there of that name is replaced.
    Raises FileNotFoundError where nothing has been built yet, duckdb.CatalogException where the
    build lacks a source, UnknownTypeError where Parquet would change a column's values, and
    WarehouseBusyError while a run is at work.
    """
    if not settings.warehouse.exists():
        raise FileNotFoundError(f"There is no build at {settings.warehouse}: make a run first.")
    manifest = dbt.manifest(dbt.parse(settings))
    rows = {}
    with warehouse.hold(settings), warehouse.connect(settings, read_only=True) as connection:
        for source in manifest["sources"].values():
            schema, table = source["schema"], source["identifier"]
            relation = f"{quoted(schema)}.{quoted(table)}"
            lossy = [
                column
                for column, kind, *_ in connection.execute(f"describe {relation}").fetchall()
                if "HUGEINT" in kind
            ]
            if lossy:
                raise UnknownTypeError(
                    f"{schema}.{table} has whole numbers wider than 64 bits, which Parquet would "
                    f"round: {', '.join(lossy)}"
                )
            file = private.folder(folder / schema) / f"{table}.parquet"
            (count,) = connection.execute(
                f"copy (from {relation}) to '{str(file).replace(chr(39), chr(39) * 2)}' "
                "(format parquet)"
            ).fetchone() or (0,)
            rows[f"{schema}.{table}"] = int(count)
    return rows


class UnknownTypeError(RuntimeError):
    """A column whose values another engine would not read as they are."""
