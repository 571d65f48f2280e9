"""DuckDB's extensions from their wheels: no download, no network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from orchestration.quoting import literal


def load(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension, such as `excel` or `postgres_scanner`, into `connection`.

    Raises RuntimeError when its wheel for this version of DuckDB is not installed.
    """
    package = find_spec(f"duckdb_extension_{name}")
    folders = package.submodule_search_locations if package else None
    for folder in folders or []:
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.exists():
            connection.execute(f"load {literal(path)}")
            return
    raise RuntimeError(
        f"The package duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__} is missing; "
        "install the project's requirements."
    )
