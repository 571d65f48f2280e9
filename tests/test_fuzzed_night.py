"""Values that no department meant: of several hundred, none stops a night, and each is told of.

A bad value is emptied and listed, a bad record rejected; what is on a scale, in a list of words or
before another day only by promise is measured against it, and shows.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import publishing, runner
from orchestration.company.departments import Column, Extract, extracts
from orchestration.settings import Settings
from tests.conftest import settings_in

TEXTS = (
    "", " ", "null", "N/A", "-", "0", "-1", "11", "whatsapp", "Resolved", "true?", "\u200b", "🙂",
    "'; drop table orders; --", "<b>x</b>", "=1+1", "x" * 4_000, "9" * 40, "31/02/2026",
)  # fmt: skip
NUMBERS = ("0", "-1", "-9999999.99", "9999999.99", "0.004", "1e3", "eleven", "NaN", "Infinity")
MOMENTS = (
    "0001-01-01", "1900-01-01", "1970-01-01 00:00:00", "2199-12-31", "9999-12-31", "2026-13-45",
    "yesterday", "2026-02-30 25:61:00",
)  # fmt: skip
FLAGS = ("maybe", "2", "", "TRUE", "f")
TYPED: dict[str, tuple[Any, ...]] = {
    "integer": (0, -1, 2_000_000_000, None),
    "decimal": (0, -1, "-9999999.99", "9999999.99", None),
    "double": (0, -1, 1e300, float("nan"), float("inf"), None),
    "date": ("0001-01-01", "1900-01-01", "9999-12-31", None),
    "timestamp": ("0001-01-01", "1970-01-01", "9999-12-31", None),
    "boolean": (True, False, None),
    "varchar": TEXTS,
}


def kind(column: Column) -> str:
    return column.data_type.lower().split("(")[0].replace("smallint", "integer")


def values(column: Column) -> tuple[Any, ...]:
    """What to write into a column of a text file."""
    of = {"date": MOMENTS, "timestamp": MOMENTS, "boolean": FLAGS, "varchar": TEXTS}
    return of.get(kind(column), NUMBERS)


def fuzzed_columns(extract: Extract) -> list[Column]:
    return [c for c in extract.columns if c.name not in extract.key and c.extract_name]


def newest(extract: Extract, folder: Path) -> Path:
    return sorted((folder / extract.department).glob(extract.pattern))[-1]


def fuzz(extract: Extract, folder: Path, chance: random.Random) -> int:
    """Write three odd values into each column of the newest file of an extract; how many."""
    path, written = newest(extract, folder), 0
    if extract.format == "csv":
        connection = duckdb.connect()
        connection.execute(
            f"create table t as select *, row_number() over () as n from "
            f"read_csv('{path}', all_varchar = true, header = true)"
        )
        [(rows,)] = connection.execute("select count(*) from t").fetchall()
        for column in fuzzed_columns(extract):
            for value in chance.sample(values(column), 3):
                connection.execute(
                    f'update t set "{column.extract_name}" = ? where n = ?',
                    [value, chance.randint(1, rows)],
                )
                written += 1
        form = ", compression gzip" if extract.compression else ""
        connection.execute(
            f"copy (select * exclude (n) from t order by n) to '{path}' (format csv, header{form})"
        )
    elif extract.format == "jsonl":
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for column in fuzzed_columns(extract):
            for value in chance.sample(values(column), 3):
                *way, last = column.extract_name.split(".")
                place = chance.choice(records)
                for step in way:
                    place = place.get(step) if isinstance(place, dict) else None
                if isinstance(place, dict):
                    place[last] = value
                    written += 1
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    elif extract.format == "parquet":
        connection = duckdb.connect()
        connection.execute(f"create table t as from '{path}'")
        connection.execute("alter table t add column n bigint")
        connection.execute("update t set n = rowid")
        [(rows,)] = connection.execute("select count(*) from t").fetchall()
        for column in fuzzed_columns(extract):
            odd = TYPED[kind(column)]
            for value in chance.sample(odd, min(3, len(odd))):
                connection.execute(
                    f'update t set "{column.extract_name}" = try_cast(? as '
                    f"{column.data_type}) where n = ?",
                    [value, chance.randint(0, rows - 1)],
                )
                written += 1
        connection.execute(
            f"copy (select * exclude (n) from t order by n) to '{path}' (format parquet)"
        )
    return written


@pytest.fixture(scope="module")
def night(
    sample_company: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, int]]:
    """A night over fuzzed extracts, and how many values were odd."""
    folder = tmp_path_factory.mktemp("fuzzed")
    shutil.copytree(sample_company[0], folder / "extracts")
    chance = random.Random(31)  # noqa: S311, reproducible, no secrets
    written = sum(fuzz(extract, folder / "extracts", chance) for extract in extracts())
    settings = settings_in(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.environment().items():
            patch.setenv(name, value)
        outcome = runner.run(settings)
        assert outcome.succeeded, outcome.failures
        yield settings, written


def test_no_odd_value_stops_the_night(night: tuple[Settings, int]) -> None:
    settings, written = night
    assert written > 400
    assert publishing.current(settings).database.exists()


def test_what_was_rejected_or_emptied_is_told(night: tuple[Settings, int]) -> None:
    settings, _ = night
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        untold = connection.execute(
            """
            select count(*)
            from landing.rejects as r
            anti join marts.quality_issues as i
                on i.source_record_id = r.file_name || ':' || r.line
            """
        ).fetchall()
        told = connection.execute("select count(*) from landing.rejects").fetchall()
    assert untold == [(0,)]
    assert told[0][0] > 100
