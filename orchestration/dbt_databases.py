"""dbt's door to databases: a plugin of dbt-duckdb, named in `profiles.yml`.

It attaches what the warehouse's views read, and opens the database itself where it is encrypted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration import at_rest
from orchestration.databases import attach_known

_MEMORY = ":memory:"
_READ_ONLY = {"access_mode": "READ_ONLY"}


class Plugin(BasePlugin):
    """Opens what dbt reads and writes; dbt-duckdb looks for this name."""

    _database: Path | None = None
    _is_read_only = False

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Called before dbt opens its database, in whose place it is given one in memory."""
        if not at_rest.is_on():
            return
        if creds.path != _MEMORY:
            self._database = Path(creds.path)
            creds.path = _MEMORY
        self._is_read_only = config.items() >= _READ_ONLY.items()
        config.pop("access_mode", None)
        config |= {"temp_file_encryption": True, "temp_directory": f"{self._database}.tmp"}

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Called once per dbt process, before its first query."""
        if self._database is not None:
            name = at_rest.current(self._database)
            at_rest.attach(
                conn,
                self._database,
                name,
                read_only=self._is_read_only,
                room=at_rest.PUBLISHED if self._is_read_only else at_rest.BUILD,
            )
            conn.execute(f"use {name}")
        attach_known(conn)

    def configure_cursor(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Called for every connection of dbt's, each of which begins in the database in memory."""
        if self._database is not None:
            cursor.execute(f"use {at_rest.current(self._database)}")
