"""Honest files of every format land whole, typed as contracted."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration import extensions, landing
from tests.landing.corpus_more import repacked
from tests.landing.house import HEADER, House

ROWS = HEADER + "p1,Ann,2024-01-05 10:00:00,3,12.50\np2,,2024-01-06T11:30:00,,\n"
EXPECTED = [("p1", "Ann", 3, Decimal("12.50")), ("p2", None, None, None)]


def test_a_csv_file_lands_typed_with_empty_values_as_null(house: House) -> None:
    receipt = house.fate("people_2024-01-31.csv", ROWS)
    assert (receipt.status, receipt.records_in, receipt.loaded) == ("loaded", 2, 2)
    assert receipt.delivered_on == date(2024, 1, 31)
    assert house.rows() == EXPECTED
    assert house.rows("_row, seen_at") == [
        (1, datetime(2024, 1, 5, 10)),
        (2, datetime(2024, 1, 6, 11, 30)),
    ]


def test_a_gzipped_csv_file_lands(house: House) -> None:
    house = house.with_contract(pattern="people_*.csv.gz", compression="gzip")
    house.fate("people_2024-01-31.csv.gz", gzip.compress(ROWS.encode()))
    assert house.rows() == EXPECTED


def test_a_semicolon_file_in_cp1252_with_british_days_lands(house: House) -> None:
    columns = (*house.extract.columns[:2], replace(house.extract.columns[2], format="%d/%m/%Y"))
    house = house.with_contract(columns=columns, delimiter=";", encoding="cp1252")
    house.fate(
        "people_1.csv", "Id;Name;Seen\np1;Zoë \u2013 O\u2019Hara;05/01/2024\n".encode("cp1252")
    )
    assert house.rows("name, seen_at") == [("Zoë \u2013 O\u2019Hara", datetime(2024, 1, 5))]


def test_json_lines_land_through_dotted_names(house: House) -> None:
    names = ("ref", "person.name", "seen", "numbers.1", "spend")
    columns = tuple(
        replace(column, extract_name=name)
        for column, name in zip(house.extract.columns, names, strict=True)
    )
    house = house.with_contract(pattern="*.jsonl", format="jsonl", columns=columns)
    lines = [
        {"ref": "p1", "person": {"name": "Ann"}, "seen": "2024-01-05T10:00:00",
         "numbers": [1, 3], "spend": 12.5},
        {"ref": "p2", "person": {"name": None}, "seen": "2024-01-06T11:30:00Z", "numbers": []},
    ]  # fmt: skip
    house.fate("a.jsonl", "\n".join(map(json.dumps, lines)))
    assert house.rows() == EXPECTED


def test_a_parquet_file_lands_with_its_own_types(house: House, tmp_path: Path) -> None:
    house = house.with_contract(pattern="*.parquet", format="parquet")
    path = tmp_path / "a.parquet"
    house.connection.execute(
        "copy (select 'p1' as Id, 'Ann' as Name, timestamp '2024-01-05 10:00' as Seen, "
        "3 as Visits, 12.5::decimal(12,2) as Spend union all "
        "select 'p2', null, timestamp '2024-01-06 11:30', null, null) to $path (format parquet)",
        {"path": str(path)},
    )
    house.fate("a.parquet", path.read_bytes())
    assert house.rows() == EXPECTED


def test_a_workbook_lands_with_its_dates_as_excel_counts_them(house: House, tmp_path: Path) -> None:
    house = house.with_contract(pattern="*.xlsx", format="xlsx")
    path = tmp_path / "a.xlsx"
    extensions.load(house.connection, "excel")
    house.connection.execute(
        "copy (select 'p1' as Id, 'Ann' as Name, timestamp '2024-01-05 10:00:07' as Seen, "
        "3 as Visits, 12.5 as Spend union all "
        "select 'p2', null, timestamp '2024-01-06 11:30', null, null) "
        "to $path (format xlsx, header true)",
        {"path": str(path)},
    )
    house.fate("a.xlsx", path.read_bytes())
    assert house.rows() == EXPECTED
    assert house.rows("seen_at")[0] == (datetime(2024, 1, 5, 10, 0, 7),)


@pytest.mark.parametrize(
    ("other", "names"), [(90004.25, ("90003.0", "90004.0")), (90004.5, ("90003", "90004"))]
)
def test_an_id_that_a_workbook_holds_as_a_fraction_is_whole_in_a_column_of_whole_numbers(
    house: House, tmp_path: Path, other: float, names: tuple[str, str]
) -> None:
    house = house.with_contract(pattern="*.xlsx", format="xlsx")
    path = tmp_path / "a.xlsx"
    extensions.load(house.connection, "excel")
    # DuckDB writes whole numbers as such, so the fractions of .5 are made .0 afterwards.
    house.connection.execute(
        "copy (select *, timestamp '2024-01-05 10:00' as Seen, 3 as Visits, 1 as Spend "
        f"from (values ('p1', 90003.5::double), ('p2', 90004.5), ('p3', {other})) as t (Id, Name)) "
        "to $path (format xlsx, header true)",
        {"path": str(path)},
    )
    book = repacked(path.read_bytes(), lambda _, part: re.sub(rb"(9000[0-9])[.]5", rb"\1.0", part))
    house.fate("a.xlsx", book)
    assert house.rows("name")[:2] == [(name,) for name in names]


def test_every_contract_has_an_empty_raw_table_before_anything_is_delivered(house: House) -> None:
    landing.prepare(house.connection)
    count = house.connection.execute(
        "select count(*) from duckdb_tables() where schema_name like 'raw_%' and estimated_size = 0"
    ).fetchall()
    assert count == [(29,)]
