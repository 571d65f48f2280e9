"""A DuckDB database shut in: no files but those of its own folders, no network, no settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.quoting import literal


@contextmanager
def opened(
    folders: Sequence[Path] = (), *, memory_limit: str = "1GB"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database of its own, locked but for `folders`; see `lock`."""
    with duckdb.connect(config={"memory_limit": memory_limit}) as connection:
        lock(connection, folders)
        yield connection


def lock(
    connection: duckdb.DuckDBPyConnection,
    folders: Sequence[Path] = (),
    *,
    spill: Path | None = None,
) -> None:
    """Shut files (but those in `folders`), network, extensions and settings, for good.

    What does not fit into memory fails, unless there is a folder to `spill` to. SQL may use that
    one too, so it is to be a folder of the connection's own.
    For a connection that is ours alone: whatever shares its database is shut in with it.
    """
    allowed = ", ".join(literal(folder.resolve()) for folder in folders)
    connection.execute("set python_enable_replacements = false")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set autoload_known_extensions = false")
    connection.execute("set allow_community_extensions = false")
    connection.execute(f"set temp_directory = {literal(spill.resolve() if spill else '')}")
    connection.execute(f"set allowed_directories = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
