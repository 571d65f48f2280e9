"""What a house holds, in a form that two houses can be compared by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import duckdb

from orchestration import publishing
from orchestration.settings import Settings

# Run by run these columns say who wrote a row and when; all else must be the same.
_PER_RUN = "build_id|built_at|run_id|landed_at|_loaded_at"

Promise = tuple[str, str, int]
Rows = dict[str, tuple[int, int]]


def rows_by_mart(settings: Settings) -> Rows:
    """Published marts to their row count and an order-free hash of what is not per run."""
    build = publishing.current(settings)
    assert build is not None
    with duckdb.connect(str(build.database), read_only=True) as connection:
        return {mart.name: _rows(connection, f"marts.{mart.name}") for mart in build.marts}


def rows_by_raw_table(settings: Settings) -> Rows:
    """Raw tables of the private build to their row count and an order-free hash."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where starts_with(schema_name, 'raw_')"
        ).fetchall()
        return {table: _rows(connection, table) for (table,) in tables}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    [(count, content)] = connection.execute(
        f"select count(*), coalesce(bit_xor(hash(kept)), 0) from (select "
        f"columns(c -> not regexp_full_match(c, '{_PER_RUN}')) from {table}) as kept"
    ).fetchall()
    return int(count), int(content)


def acknowledged(settings: Settings) -> set[Promise]:
    """Files that landing has acknowledged: file id, hash and the rows it says it loaded."""
    if not settings.warehouse.exists():
        return set()
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        known = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'landing' "
            "and table_name = 'receipts'"
        ).fetchall()
        if known == [(0,)]:
            return set()
        return set(
            connection.execute("select file_id, sha256, loaded from landing.receipts").fetchall()
        )


def lost(settings: Settings, promised: set[Promise]) -> list[str]:
    """Promises not kept: receipts that have gone, and hashes whose bytes the archive has lost."""
    gone = [file for file, _, _ in promised - acknowledged(settings)]
    hashes = {one for _, one, _ in promised}
    return sorted([*gone, *(hashes - _archived(settings, hashes))])


def _archived(settings: Settings, hashes: Iterable[str]) -> set[str]:
    held = {
        hashlib.file_digest(path.open("rb"), "sha256").hexdigest()
        for path in settings.archive.glob("??/*")
        if path.is_file()
    }
    return set(hashes) & held
