"""dbt's door to attached databases: a plugin of dbt-duckdb, named in `profiles.yml`."""

from __future__ import annotations

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.databases import attach_known


class Plugin(BasePlugin):
    """Attaches what the warehouse's views read; dbt-duckdb looks for this name."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Called once per dbt process, before its first query."""
        attach_known(conn)
