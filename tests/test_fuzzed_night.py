"""Values that no department meant: of several thousand, none stops a night, and each is told of.

A bad value is emptied and listed, a bad record rejected; what is on a scale, in a list of words or
before another day only by promise is measured against it, and shows. Every optional column of every
contract gets every odd value of its type. One that landing requires gets three, or fewer where that
would reject most of a table: a night without records proves nothing.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from orchestration import extensions, publishing, runner
from orchestration.company.departments import Column, Extract, extracts
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings
from tests.conftest import settings_in

TEXTS = (
    "", " ", "null", "N/A", "-", "0", "-1", "11", "whatsapp", "Resolved", "true?", "\u200b", "🙂",
    "'; drop table orders; --", "<b>x</b>", "=1+1", "x" * 4_000, "9" * 40, "31/02/2026",
    "tab\there", "line\nbreak", "bell\x07", "escape\x1b[2J", "\u202edlrow", "\uff11\uff12\uff13",
    "NaN",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "-9999999.99", "9999999.99", "0.004", "1e3", "1e308", "eleven", "NaN", "Infinity",
    "9" * 40, "\uff11\uff12", "1,5", "\x07", "",
)  # fmt: skip
MOMENTS = (
    "0001-01-01", "1900-01-01", "1970-01-01 00:00:00", "2199-12-31", "9999-12-31", "2026-13-45",
    "yesterday", "2026-02-30 25:61:00", "2026-03-29 01:30:00", "2026-10-25 01:30:00", "0", "",
    "\x07",
)  # fmt: skip
FLAGS = ("maybe", "2", "", "TRUE", "f", "\x07")
TYPED: dict[str, tuple[Any, ...]] = {
    "integer": (0, -1, 2_000_000_000, None),
    "decimal": (0, -1, "-9999999.99", "9999999.99", None),
    "double": (0, -1, 1e300, float("nan"), float("inf"), None),
    "date": ("0001-01-01", "1900-01-01", "9999-12-31", None),
    "timestamp": ("0001-01-01", "1970-01-01", "9999-12-31", None),
    "boolean": (True, False, None),
    "varchar": TEXTS,
}
AT_MOST = 0.5  # the share of a table's rows that odd values may fall on
REQUIRED = 3


def kind(column: Column) -> str:
    return column.data_type.lower().split("(")[0].replace("smallint", "integer")


def values(column: Column, *, is_typed: bool) -> tuple[Any, ...]:
    """What to write into a column of a text file, or of one whose columns have types."""
    if is_typed:
        return TYPED[kind(column)]
    of = {"date": MOMENTS, "timestamp": MOMENTS, "boolean": FLAGS, "varchar": TEXTS}
    return of.get(kind(column), NUMBERS)


def fuzzed_columns(extract: Extract) -> list[Column]:
    return [c for c in extract.columns if c.name not in extract.key and c.extract_name]


def newest(extract: Extract, folder: Path) -> Path:
    return sorted((folder / extract.department).glob(extract.pattern))[-1]


def plan(extract: Extract, rows: int, chance: random.Random) -> Iterator[tuple[Column, list[Any]]]:
    """The odd values of each column; as many as the table can bear."""
    columns = fuzzed_columns(extract)
    required = sum(column.required for column in columns)
    bearable = max(1, int(rows * AT_MOST / max(required, 1)))
    for column in columns:
        odd = values(column, is_typed=extract.format == "parquet")
        if extract.format == "xlsx":  # a workbook can hold no control character
            odd = tuple(value for value in odd if value.isprintable())
        most = min(REQUIRED, bearable) if column.required else rows
        yield column, chance.sample(odd, min(most, len(odd)))


def fuzz(extract: Extract, folder: Path, chance: random.Random) -> int:
    """Write the odd values into the newest file of an extract; how many."""
    path = newest(extract, folder)
    if extract.format == "jsonl":
        return fuzz_json(extract, path, chance)
    written, draft = 0, path.with_name("draft")
    content = gzip.decompress(path.read_bytes()) if extract.compression else path.read_bytes()
    if extract.format == "csv":
        content = content.decode(extract.encoding).encode()
    draft.write_bytes(content)
    delimiter = literal(extract.delimiter)
    read, form = {
        "csv": (f"read_csv({{}}, all_varchar = true, delim = {delimiter})",
                f"format csv, header true, delimiter {delimiter}"),
        "parquet": ("read_parquet({})", "format parquet"),
        "xlsx": ("read_xlsx({}, all_varchar = true, header = true)",
                 "format xlsx, header true"),
    }[extract.format]  # fmt: skip
    with duckdb.connect() as connection:
        extensions.load(connection, "excel")
        connection.execute(
            "create table t as select *, row_number() over () as n "
            f"from {read.format(literal(draft))}"
        )
        [(rows,)] = connection.execute("select count(*) from t").fetchall()
        for column, odd in plan(extract, rows, chance):
            texts = [None if value is None else str(value) for value in odd]
            places = chance.sample(range(1, rows + 1), len(odd))
            given = pa.table({"n": places, "value": pa.array(texts, pa.string())})  # noqa: F841
            into = column.data_type if extract.format == "parquet" else "varchar"
            connection.execute(
                f"update t set {quoted(column.extract_name)} = try_cast(given.value as {into}) "
                "from given where t.n = given.n"
            )
            written += len(odd)
        connection.execute(
            f"copy (select * exclude (n) from t order by n) to {literal(draft)} ({form})"
        )
    content = draft.read_bytes()
    draft.unlink()
    if extract.format == "csv":
        content = content.decode().encode(extract.encoding, "replace")
    path.write_bytes(gzip.compress(content, mtime=0) if extract.compression else content)
    return written


def fuzz_json(extract: Extract, path: Path, chance: random.Random) -> int:
    records, written = [json.loads(line) for line in path.read_text("utf-8").splitlines()], 0
    for column, odd in plan(extract, len(records), chance):
        *way, last = column.extract_name.split(".")
        for value, place in zip(odd, chance.sample(records, len(odd)), strict=True):
            for step in way:
                place = place.get(step) if isinstance(place, dict) else None
            if isinstance(place, dict):
                place[last] = value
                written += 1
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
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
    assert written > 3_000
    assert publishing.current(settings) is not None


def test_the_odd_values_stand_in_files_that_are_loaded(night: tuple[Settings, int]) -> None:
    """Else the night would have had nothing to stop at."""
    settings, _ = night
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        statuses = connection.execute(
            "select status, count(*) from marts.extract_receipts group by all"
        ).fetchall()
    assert {status for status, _ in statuses} <= {"loaded", "partly_loaded"}, statuses


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
