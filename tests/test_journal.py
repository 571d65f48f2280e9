"""Journals lose nothing that was written and believe nothing that was changed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import journal, remembered
from orchestration.journal import Journal, JournalError
from orchestration.settings import Settings
from tests.conftest import settings_in


@pytest.fixture
def written(tmp_path: Path) -> Journal:
    """Two batches: lines 1 and 2, then 3 to 5."""
    one = Journal(tmp_path / "journal" / "one.jsonl")
    one.append([{"event": "a", "text": "ü\n\u2028"}, {"event": "b"}])
    one.append([{"event": "c"}, {"event": "d"}, {"event": "e"}])
    return one


def events(one: Journal) -> str:
    return "".join(event["event"] for event in one.events())


def test_what_was_appended_is_read_in_order(written: Journal) -> None:
    assert events(written) == "abcde"
    assert written.end().n == 5
    assert written.damage() == ()
    assert next(written.events())["text"] == "ü\n\u2028"


def test_an_end_that_a_crash_cut_off_counts_for_nothing_and_is_written_over(
    written: Journal,
) -> None:
    whole = written.path.read_bytes()
    second = len(b"".join(whole.splitlines(keepends=True)[:2]))
    for size in range(second, len(whole)):
        written.path.write_bytes(whole[:size])
        assert events(written) == "ab", size
        assert written.damage() == ()
        written.append([{"event": "x"}])
        assert events(written) == "abx"


def test_every_flipped_byte_is_named_by_its_line(written: Journal) -> None:
    whole = written.path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for place in range(len(whole) - 1):
        harmed = bytearray(whole)
        harmed[place] ^= 0x04
        written.path.write_bytes(bytes(harmed))
        line = whole[:place].count(b"\n") + 1
        assert line in [number for number, _ in written.damage()], place
        with pytest.raises(JournalError, match=f"line {line}"):
            list(written.events())
        if line == len(lines):
            with pytest.raises(JournalError, match=f"line {line}"):
                written.append([{"event": "x"}])


def test_a_line_taken_out_or_moved_is_noticed(written: Journal) -> None:
    lines = written.path.read_bytes().splitlines(keepends=True)
    for changed in ([*lines[:1], *lines[2:]], [lines[1], lines[0], *lines[2:]], [*lines, lines[4]]):
        written.path.write_bytes(b"".join(changed))
        assert written.damage() != ()


def test_a_long_batch_is_found_again_from_the_end(tmp_path: Path) -> None:
    one = Journal(tmp_path / "one.jsonl")
    one.append([{"event": "a", "text": "x" * 100} for _ in range(5_000)])
    one.append([{"event": "b", "text": "y" * 300_000}])
    assert one.append([{"event": "c"}]).n == 5_002
    assert one.damage() == ()


ROWS = """
insert into identity.crosswalk (
    record_id, department, source_record_id, customer_id, matched_by, match_weight, valid_from,
    valid_to
) values
    ('crm:1', 'crm', '1', 'C-1', 'score', 12.345678901234567, '2026-01-01', null),
    ('crm:2', 'crm', 'ü"''\\', 'C-1', null, null, '2026-01-01', '2026-02-01'),
    ('crm:2', 'crm', 'ü"''\\', 'C-1', null, null, '2026-01-01', '2026-02-01')
"""


def warehouse(settings: Settings) -> duckdb.DuckDBPyConnection:
    settings.build.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(settings.warehouse))
    remembered.recall(connection, settings)
    return connection


def crosswalk(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute("from identity.crosswalk order by all").fetchall()


def test_a_lost_build_gets_its_tables_back_row_by_row(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with warehouse(settings) as connection:
        connection.execute(ROWS)
        remembered.write_down(connection, settings, run_id="one")
        connection.execute(
            "update identity.crosswalk set customer_id = 'C-2' where record_id = 'crm:1'"
        )
        remembered.write_down(connection, settings, run_id="two")
        before = crosswalk(connection)
    settings.warehouse.unlink()
    with warehouse(settings) as connection:
        assert crosswalk(connection) == before
        size = journal.of(settings, "numbers").end()
        remembered.write_down(connection, settings)
        assert journal.of(settings, "numbers").end() == size


def test_an_older_build_is_brought_forward_and_a_lost_journal_written_anew(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with warehouse(settings) as connection:
        connection.execute(ROWS)
        remembered.write_down(connection, settings)
    older = settings.warehouse.read_bytes()
    with warehouse(settings) as connection:
        connection.execute("delete from identity.crosswalk where record_id = 'crm:1'")
        remembered.write_down(connection, settings)
        now = crosswalk(connection)
    settings.warehouse.write_bytes(older)
    with warehouse(settings) as connection:
        assert crosswalk(connection) == now
    journal.of(settings, "numbers").path.unlink()
    with warehouse(settings) as connection:
        assert crosswalk(connection) == now
        remembered.write_down(connection, settings)
    settings.warehouse.unlink()
    with warehouse(settings) as connection:
        assert crosswalk(connection) == now


def test_a_run_that_died_before_it_wrote_down_is_written_down_by_the_next(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with warehouse(settings) as connection:
        connection.execute(ROWS)
        remembered.write_down(connection, settings)
        connection.execute("update identity.crosswalk set valid_to = '2026-04-01'")
    with warehouse(settings) as connection:  # the journal has nothing newer than this build
        now = crosswalk(connection)
        assert {row[-1] for row in now} == {now[0][-1]}
        remembered.write_down(connection, settings)
    settings.warehouse.unlink()
    with warehouse(settings) as connection:
        assert crosswalk(connection) == now


def test_a_build_of_before_a_table_had_a_column_goes_on(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with warehouse(settings) as connection:
        connection.execute(ROWS)
        remembered.write_down(connection, settings)
        for table in ("identity.crosswalk", "kept.identity_crosswalk"):
            for column in ("face", "also_customer_id"):  # in the order in which they come back
                connection.execute(f"alter table {table} drop column {column}")
    with warehouse(settings) as connection:
        connection.execute("update identity.crosswalk set face = 'x' where record_id = 'crm:1'")
        remembered.write_down(connection, settings)
        before = crosswalk(connection)
    settings.warehouse.unlink()
    with warehouse(settings) as connection:
        assert crosswalk(connection) == before
