"""A database shut in: what it may touch, and what becomes of what does not fit into memory."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import locked

ROWS = 3_000_000
# The sorting of a hundred megabytes of text.
SORTED = f"""
    select count(*) from (
        select text, row_number() over (order by text) as place
        from (select md5(i::varchar) as text from range({ROWS}) as numbers (i))
    )
    where place > 0
"""


@pytest.mark.parametrize("may_spill", [False, True])
def test_what_does_not_fit_into_memory_spills_where_there_is_a_folder_for_it(
    tmp_path: Path, may_spill: bool
) -> None:
    spill, outside = tmp_path / "spill", tmp_path / "outside.csv"
    with duckdb.connect(config={"memory_limit": "48MB", "threads": 2}) as connection:
        locked.lock(connection, spill=spill if may_spill else None)
        if may_spill:
            assert connection.execute(SORTED).fetchall() == [(ROWS,)]
        else:
            with pytest.raises(duckdb.OutOfMemoryException):
                connection.execute(SORTED)
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"copy (select 1) to '{outside}'")
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("set memory_limit = '1GB'")
    assert not outside.exists()
