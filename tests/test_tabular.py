"""Every kind of file that a user may hold gives one and the same table."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import extensions, tabular
from orchestration.tabular import UnreadableTableError

ROWS = [
    ["Customer ID", "Day", "Amount", "Note"],
    ["17850", "2010-12-01", "10.5", "said; 'hi', \"you\""],
    ["00042", "2010-12-02", "7", "Zoë\nof two lines"],
    ["17851", "2010-12-03", "1e3", ""],
]


def csv_with(encoding: str, delimiter: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(ROWS)

    return write


def zipped(path: Path) -> None:
    csv_with("utf-8", ",")(path)
    path.write_bytes(gzip.compress(path.read_bytes()))


def copied(form: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        connection = duckdb.connect()
        extensions.load(connection, "excel")
        names = ", ".join(f'column{n} as "{name}"' for n, name in enumerate(ROWS[0]))
        rows = ", ".join(
            "(" + ", ".join("'" + cell.replace("'", "''") + "'" for cell in row) + ")"
            for row in ROWS[1:]
        )
        source = f"from (values {rows}) as t(column0, column1, column2, column3)"
        connection.execute(f"copy (select {names} {source}) to '{path}' ({form})")

    return write


def array(path: Path) -> None:
    records = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    path.write_text(json.dumps(records), encoding="utf-8")


def wrapped(path: Path) -> None:
    records = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    path.write_text(json.dumps({"page": 1, "records": records}), encoding="utf-8")


def lines(path: Path) -> None:
    records = [json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]]
    path.write_text("\n".join(records), encoding="utf-8")


def read(given: Path | list[Path]) -> list[tuple[str | None, ...]]:
    with duckdb.connect() as connection:
        table = tabular.read_table(connection, given, "given")
        assert table.columns == tuple(ROWS[0])
        return connection.execute("from given").fetchall()


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.csv", csv_with("utf-8", ",")),
        ("a.csv", csv_with("utf-8-sig", ";")),
        ("a.txt", csv_with("cp1252", "|")),
        ("a.tsv", csv_with("utf-16", "\t")),
        ("a.csv.gz", zipped),
        ("a.xlsx", copied("format xlsx, header true")),
        ("a.parquet", copied("format parquet")),
        ("a.json", array),
        ("a.json", wrapped),
        ("a.jsonl", lines),
    ],
)
def test_every_kind_of_file_gives_the_same_rows(
    name: str, write: Callable[[Path], None], tmp_path: Path
) -> None:
    write(tmp_path / name)
    found = read(tmp_path / name)
    assert [[cell or "" for cell in row] for row in found] == ROWS[1:]


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_an_id_that_was_kept_as_a_fraction_is_whole_and_an_amount_stays_as_it_is(
    form: str, tmp_path: Path
) -> None:
    connection = duckdb.connect()
    extensions.load(connection, "excel")
    path = tmp_path / f"a.{form}"
    header = ", header true" if form == "xlsx" else ""
    connection.execute(
        "copy (select unnest([17850, 447700900123, null])::double as id, "
        f"unnest([2.0, 2.5, 3]) as price) to '{path}' (format {form}{header})"
    )
    tabular.read_table(connection, path, "given")
    assert connection.execute("select id from given order by id").fetchall() == [
        ("17850",), ("447700900123",), (None,),
    ]  # fmt: skip
    prices = connection.execute("select sum(price::double) from given").fetchall()
    assert prices == [(7.5,)]


def test_text_that_holds_ids_as_fractions_is_read_alike_and_other_text_is_left_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text("id,price,version\n17850.0,10.0,1.0\n,10.5,1.0.1\n007.0,1,2\n")
    connection = duckdb.connect()
    tabular.read_table(connection, tmp_path / "a.csv", "given")
    assert connection.execute("from given").fetchall() == [
        ("17850", "10.0", "1"), ("", "10.5", "1.0.1"), ("007", "1", "2"),
    ]  # fmt: skip


def test_days_of_a_workbook_are_days_not_serial_numbers(tmp_path: Path) -> None:
    connection = duckdb.connect()
    extensions.load(connection, "excel")
    connection.execute(
        "copy (select date '2010-12-01' as day, timestamp '2010-12-01 08:26:00' as at) "
        f"to '{tmp_path}/a.xlsx' (format xlsx, header true)"
    )
    tabular.read_table(connection, tmp_path / "a.xlsx", "given")
    assert connection.execute("from given").fetchall() == [("2010-12-01", "2010-12-01 08:26:00")]


def test_files_of_a_folder_or_a_pattern_are_put_together_by_name(tmp_path: Path) -> None:
    (tmp_path / "day-1.csv").write_text("Customer ID,Day,Amount,Note\n1,d,2,\n")
    (tmp_path / "day-2.csv").write_text("Note;Amount;Day;Customer ID\n;3;e;2\n")
    (tmp_path / ".hidden").write_text("not,a\ntable")
    expected = [("1", "d", "2", ""), ("2", "e", "3", "")]
    assert read(tmp_path) == expected
    assert read(tmp_path / "day-*.csv") == expected
    assert read([tmp_path / "day-1.csv", tmp_path / "day-*.csv"]) == expected


def test_a_column_that_some_files_lack_is_known_as_such(tmp_path: Path) -> None:
    (tmp_path / "day-1.csv").write_text("a,b\n1,2\n")
    (tmp_path / "day-2.csv").write_text("a,c\n3,4\n")
    connection = duckdb.connect()
    table = tabular.read_table(connection, tmp_path, "given")
    assert table.partial == {"b", "c"}
    assert connection.execute("from given").fetchall() == [("1", "2", None), ("3", None, "4")]


def test_the_cells_of_several_lists_follow_each_other_under_one_title(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("Email,Name\na@x.org,Ann\n")
    (tmp_path / "2.csv").write_text("name,email\nBob,b@x.org\n")
    connection = duckdb.connect()
    shape = tabular.read_cells(connection, tmp_path, "list_rows")
    assert shape.rows == 4
    assert connection.execute("from list_rows order by row").fetchall() == [
        (1, "Email", "Name"), (2, "a@x.org", "Ann"), (4, "b@x.org", "Bob"),
    ]  # fmt: skip
    (tmp_path / "3.csv").write_text("c@x.org,Cyd\n")
    with pytest.raises(UnreadableTableError, match="titles"):
        tabular.read_cells(connection, tmp_path, "list_rows")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02\x03" * 99, "no text"),
        (b'a,b\n"1,2\n3,4\n', "quote"),
        (b"a,b\n1,2\n3,4,5\n", "row 3 has more cells"),
        (b"a,b\n1,2,\n3,4\n", "row 2 has more cells"),
        (b"PK\x03\x04nothing", "no sound workbook"),
        (b"PAR1nothing", "no sound Parquet"),
        (b'[{"a": 1}, 2]', "no list of objects"),
        (b'{"a": 1}\n{"a": \n', "line 2"),
        (b"[" * 200_000, "nests too deep"),
        (b'[{"a":' * 100_000, "nests too deep"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_without_its_content(
    content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UnreadableTableError, match=said):
        tabular.read_table(duckdb.connect(), tmp_path / "a.csv", "given")


def test_numbers_are_numbers_but_for_ids_and_for_what_may_be_read_in_two_ways(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text(
        "whole;point;english;comma;either;id\n"
        '1;1.5;"1,234.50";1.234,5;1,234;01\n-2;.5;7.25;3;2,345;02\n'
    )
    connection = duckdb.connect()
    table = tabular.read_table(connection, tmp_path / "a.csv", "given")
    tabular.type_numbers(connection, "given", list(table.columns))
    assert connection.execute("from given").fetchall() == [
        (1, 1.5, 1234.5, 1234.5, "1,234", "01"), (-2, 0.5, 7.25, 3.0, "2,345", "02"),
    ]  # fmt: skip
