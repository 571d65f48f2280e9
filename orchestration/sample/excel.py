"""DuckDB's Excel extension from its wheel: no download, no network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb


def load_excel(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extension into `connection`.

    Raises RuntimeError when the wheel `duckdb-extension-excel` of this DuckDB is not installed.
    """
    package = find_spec("duckdb_extension_excel")
    folders = package.submodule_search_locations if package else None
    for folder in folders or []:
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / "excel.duckdb_extension"
        if file.exists():
            connection.execute(f"load '{file}'")
            return
    raise RuntimeError(
        f"Excel files need the package duckdb-extension-excel=={duckdb.__version__}; "
        "install the project's requirements."
    )
