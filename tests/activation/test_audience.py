"""Lists as marketing tools export them: every dialect, every way to name a person, every answer."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import extensions
from orchestration.activation import audience, columns
from orchestration.settings import Settings
from orchestration.tabular import UnreadableTableError
from tests.activation.conftest import ANN, BOB

DAY = date(2026, 10, 31)
ROWS = [
    ["Name", "E-Mail Address", "Note"],
    ["Ann", " ANN@Home.org", "=1+2"],
    ["Bob", "bob@home.org", "said; 'hi', \"you\""],
    ["Zoë", "zoe@elsewhere.net", "two\nlines"],
]
EXPECTED = ["allowed", "blocked", "unknown"]


def answers(settings: Settings, path: Path, **changes: object) -> list[str]:
    """The answer to every row, in order."""
    asked = {"purpose": "offer", "channel": "email", "on": DAY} | changes
    done = audience.check(settings, path, **asked)  # type: ignore[arg-type]
    with done.answer_list.open(encoding="utf-8", newline="") as file:
        return [row["answer"] for row in csv.DictReader(file)]


def listed(folder: Path, *cells: str, title: str = "Email") -> Path:
    """A list of one column."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[cell] for cell in (title, *cells) if cell])
    return path


def text(path: Path, encoding: str, delimiter: str, *, quoting: int = csv.QUOTE_MINIMAL) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(ROWS)


def packed(path: Path) -> None:
    text(path, "utf-8", ",")
    path.write_bytes(gzip.compress(path.read_bytes()))


def titled(path: Path) -> None:
    text(path, "utf-8", ",")
    path.write_text("sep=,\nSpring campaign\n\n" + path.read_text())


def workbook(path: Path) -> None:
    with duckdb.connect() as connection:
        extensions.load(connection, "excel")
        rows = ", ".join(
            "(" + ", ".join("'" + cell.replace("'", "''") + "'" for cell in row) + ")"
            for row in ROWS
        )
        connection.execute(f"copy (values {rows}) to '{path}' (format xlsx)")


def json_lines(path: Path) -> None:
    records = [json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]]
    path.write_text("\n".join(records), encoding="utf-8")


def parquet(path: Path) -> None:
    names = dict(zip(ROWS[0], zip(*ROWS[1:], strict=True), strict=True))
    pq.write_table(pa.table({name: list(cells) for name, cells in names.items()}), path)


def folder(path: Path) -> None:
    path.mkdir()
    text(path / "1.csv", "utf-8", ",")
    lines = (path / "1.csv").read_text().splitlines(keepends=True)
    (path / "1.csv").write_text("".join(lines[:2]))
    (path / "2.csv").write_text(lines[0] + "".join(lines[2:]))


def headless(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS[1:])


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda path: text(path, "utf-8-sig", ";"), id="byte order mark, semicolons"),
        pytest.param(lambda path: text(path, "utf-16", "\t"), id="utf-16, tabs"),
        pytest.param(lambda path: text(path, "utf-16-le", ","), id="utf-16 without a mark"),
        pytest.param(lambda path: text(path, "cp1252", "|"), id="windows-1252, pipes"),
        pytest.param(lambda path: text(path, "utf-8", ",", quoting=csv.QUOTE_ALL), id="all quoted"),
        pytest.param(packed, id="gzip"),
        pytest.param(titled, id="sep= and a title line"),
        pytest.param(workbook, id="workbook"),
        pytest.param(json_lines, id="lines of JSON"),
        pytest.param(parquet, id="Parquet"),
        pytest.param(folder, id="two files of a folder"),
        pytest.param(headless, id="no header"),
    ],
)
def test_every_dialect_gives_the_same_answers(
    write: Callable[[Path], None], company: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "list"
    write(path)
    assert answers(company, path) == EXPECTED


@pytest.mark.parametrize(
    ("title", "cell", "answer"),
    [
        ("Mobile", "07700 900002", "blocked"),
        ("Mobile", "+44 (0)7700-900001", "allowed"),
        ("Mobile", "7700900002", "blocked"),
        ("Mobile", "447700900002", "blocked"),
        ("Customer", BOB.lower(), "blocked"),
        ("Customer", "C-000000000Y", "blocked"),
        ("Customer", "C-000000000Z", "unknown"),
        ("Account", "ac-2", "blocked"),
        ("Ref", "shop:AC-1", "allowed"),
        ("Email", "Ann <ann@work.org>", "allowed"),
        ("Email", "ann@home.org; bob@home.org", "blocked"),
        ("Email", "mailto:bob@home.org\u00a0", "blocked"),
        ("Email", "not an address", "unknown"),
    ],
)
def test_a_person_is_found_by_any_number_address_or_id(
    title: str, cell: str, answer: str, company: Settings, tmp_path: Path
) -> None:
    path = listed(tmp_path, cell, title=title)
    kind = {"Mobile": "phone", "Customer": "customer", "Email": "email"}.get(title, "source")
    assert answers(company, path, forced=[f"{title}={kind}"]) == [answer]


def test_an_address_that_two_customers_share_gets_the_more_restrictive_answer(
    company: Settings, tmp_path: Path
) -> None:
    assert answers(company, listed(tmp_path, "family@home.org")) == ["blocked"]


def test_a_row_whose_columns_name_two_customers_is_blocked_by_either(
    company: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Email,Customer\nann@home.org,{BOB}\nann@home.org,{ANN}\n")
    assert answers(company, path) == ["blocked", "allowed"]


@pytest.mark.parametrize(
    ("on", "cell", "answer"),
    [
        ("2026-03-03", "bob@home.org", "allowed"),
        ("2026-03-04", "bob@home.org", "blocked"),
        ("2026-06-01", "family@home.org", "blocked"),
        ("2026-05-31", "family@home.org", "allowed"),
        ("2026-05-06", "eve@home.org", "allowed"),
        ("2026-05-07", "eve@home.org", "blocked"),
        ("2026-05-08", "eve@home.org", "allowed"),
        ("2026-11-02", "eve@home.org", "blocked"),
        ("2026-11-03", "eve@home.org", "allowed"),
        ("2030-01-01", "bob@home.org", "blocked"),
    ],
)
def test_the_day_decides_by_consent_and_caps_as_they_stood_or_will(
    on: str, cell: str, answer: str, company: Settings, tmp_path: Path
) -> None:
    assert answers(company, listed(tmp_path, cell), on=date.fromisoformat(on)) == [answer]


def test_what_needs_no_consent_goes_to_those_who_opted_out(
    company: Settings, tmp_path: Path
) -> None:
    assert answers(company, listed(tmp_path, "bob@home.org"), purpose="service") == ["allowed"]


def test_the_clean_list_is_the_list_without_the_rest_and_runs_no_formula(
    company: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    cells = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\tx",
        "\rx",
        "+44 7700 900001",
        "a=b",
    ]
    path.write_text(
        "email;=x\n" + "".join(f'ann@home.org;"{cell}"\n' for cell in cells) + "x@y.zz;1\n",
        newline="",
    )
    done = audience.check(company, path, purpose="offer", channel="email", on=DAY)
    with done.clean_list.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["email", "'=x"]
    assert [row[1] for row in rows[1:]] == ["'" + cell for cell in cells[:6]] + cells[6:]
    assert done.written == len(cells)


def test_the_unknown_pass_only_when_asked_for(company: Settings, tmp_path: Path) -> None:
    path = listed(tmp_path, "ann@home.org", "x@y.zz", "bob@home.org")
    written = [
        audience.check(
            company, path, purpose="offer", channel="email", on=DAY, include_unknown=choice
        ).written
        for choice in (False, True)
    ]
    assert written == [1, 2]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\x03" * 99, b'Email\n"ann@home.org\nbob@home.org\n', b"PK\x03\x04nothing"],
)
def test_a_file_that_cannot_be_read_whole_is_refused(
    content: bytes, company: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableTableError):
        answers(company, path)


def test_a_list_that_names_nobody_asks_for_a_column(company: Settings, tmp_path: Path) -> None:
    with pytest.raises(columns.UnknownColumnError, match="--column"):
        answers(company, listed(tmp_path, "red", "blue", title="Colour"))


def test_a_pattern_of_lists_needs_a_name_for_the_clean_one(
    company: Settings, tmp_path: Path
) -> None:
    listed(tmp_path, "ann@home.org")
    with pytest.raises(UnreadableTableError, match="--out"):
        answers(company, tmp_path / "li*.csv")
    out = tmp_path / "clean.csv"
    assert answers(company, tmp_path / "li*.csv", out=out) == ["allowed"]


def test_the_list_itself_is_never_overwritten(company: Settings, tmp_path: Path) -> None:
    path = listed(tmp_path, "ann@home.org")
    with pytest.raises(UnreadableTableError, match="another"):
        answers(company, path, out=path)
