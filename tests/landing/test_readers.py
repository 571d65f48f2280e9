"""Both CSV readers say the same, so that no row depends on its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.landing import csv_files
from orchestration.landing.spool import Text
from orchestration.landing.staged import clear
from tests.landing.house import CUSTOMERS

FIELDS = st.sampled_from(
    ["v", "", '"q"', '"a,b"', '"l\nm"', '"l\r\nm"', '"a""b"', '5" n', " sp ", "\u00e9", '""',
     "\x00", "\x1a", '""""', '\\"', "\t", "=1+1", "'"]
)  # fmt: skip
ROWS = st.lists(st.lists(FIELDS, min_size=3, max_size=3), max_size=6)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ROWS, end=st.sampled_from(["\n", "\r\n", "\r"]), tail=st.integers(0, 2))
def test_what_the_fast_reader_accepts_the_careful_one_reads_alike(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    rows: list[list[str]],
    end: str,
    tail: int,
) -> None:
    path = tmp_path / "a.csv"
    written = end.join(",".join(fields) for fields in [["A", "B", "C"], *rows])
    path.write_bytes((written + end * tail).encode())
    text = Text(path, False, ())
    clear(connection)
    fast = csv_files._fast(connection, CUSTOMERS, text, 3, 0)
    if fast is None:
        return
    found = connection.execute("select * from landing_text order by _row").fetchall()
    assert csv_files._careful(connection, CUSTOMERS, text, 3, 0) == fast
    again = connection.execute(
        "select _row, nullif(c0, ''), nullif(c1, ''), nullif(c2, '') "
        "from landing_text order by _row"
    ).fetchall()
    assert again == found
    assert connection.execute("select * from landing_rejects").fetchall() == []
