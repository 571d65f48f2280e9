"""Where a table stands in its files: found by onboarding, said by the contract, checked there."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.tabular import layout
from tests.company.contracts import mistakes
from tests.company.onboarded import onboard
from tests.grids import PLAIN, RECORDS, SHAPES, WRITERS, Grid

FORMAT = "            format: csv\n"


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_is_found_wherever_it_stands(
    shape: str, form: str, folder: Path, settings: Settings
) -> None:
    grid, header_rows, footer, names = SHAPES[shape]
    (folder / f"clients.{form}").write_bytes(WRITERS[form](grid))
    found = onboard(folder, settings)["clients"]
    rows = header_rows if isinstance(header_rows, list) else [header_rows]
    assert found.shape.header_rows == tuple(n for n in rows if n)
    told = found.shape.footer
    assert (told and (list(told.words) or told.rows)) == footer
    assert tuple(c.extract_name for c in found.columns if c.reading.has_field) == names
    assert next(c for c in found.columns if c.extract_name == names[3]).data_type != "varchar"


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    "grid",
    [
        PLAIN,
        (("Client No", "2024", "2025", "Note"), ("C1", 1, 2, ""), ("C2", 3, 4, "")),
        (("Name", "City"), ("Ann", "York"), ("Total Energies", "Leeds")),
        (("Name", "City", "Team"), ("Ann", "York", "red"), ("Summa Ltd", "Leeds", "blue")),
    ],
    ids=["plain", "years as names", "a firm called as totals are", "texts alone"],
)
def test_a_table_from_the_first_row_to_the_last_is_left_as_it_is(
    form: str, grid: Grid, folder: Path, settings: Settings
) -> None:
    (folder / f"clients.{form}").write_bytes(WRITERS[form](grid))
    found = onboard(folder, settings)["clients"]
    assert (found.shape.header_rows, found.shape.footer) == ((), None)
    assert tuple(c.extract_name for c in found.columns if c.reading.has_field) == grid[0]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ((("Report",), ("Period", "October"), NAMES := PLAIN[0]), (3,)),
        ((("Region: north", "", "", ""), PLAIN[0]), (2,)),
        ((("", "", "Place", ""), PLAIN[0]), (1, 2)),
        ((("Q1", "", "Q2", ""), ("Sales", "Cost", "Sales", "Cost")), (1, 2)),
    ],
)  # fmt: skip
def test_titles_and_particulars_are_told_from_groups(
    above: Grid, expected: tuple[int, ...]
) -> None:
    rows = [(n, [str(cell) for cell in row]) for n, row in enumerate((*above, *RECORDS), 1)]
    assert layout.header(rows) == expected


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ((("Total clients", "", "", "60.75"),), ("Total clients",)),
        ((("Summe", "", "", "1.060,75"), ("", "Mittel", "", "15")), None),
        ((("Total", "", "", "60"), (), ("End of report",)), ("Total", "End of report")),
        ((("TOTAL (4):", "", "", "60.75"),), ("TOTAL (*",)),
        ((("Rows: 4",),), ("Rows: *",)),
        ((("Total Energies", "Kim Lee", "Paris", ""),), None),
    ],
)
def test_totals_and_notes_are_told_from_records(end: Grid, words: tuple[str, ...] | None) -> None:
    rows = [(n, [str(cell) for cell in row]) for n, row in enumerate((*RECORDS, *end), 1)]
    found = layout.footer(rows, [row for _, row in rows])
    assert (found.words if found else None) == words


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("header_rows: 0", "must number rows of the file from 1"),
        ("header_rows: [2, one]", "must number rows of the file from 1"),
        ("header_rows: []", "must number rows of the file from 1"),
        ("header_rows: [4, 3]", "must go from top to bottom: [3, 4]"),
        ("header_rows: 5000", "names stand in the first 1,000 rows"),
        ("header_rows: fourth", "must be the number of a row, or a list of them"),
        ("header_rows: true", "must be the number of a row, or a list of them"),
        ("header_row: 4", "did you mean header_rows?"),
        ("skipfooter: 1", "did you mean footer?"),
        ("footer: 0", "must be 1 to 100 rows"),
        ("footer: [Total, 7]", "must be what the rows below the table begin with"),
        ('footer: "*"', "must be what the rows below the table begin with"),
        ("footer: {rows: 1}", "must be a text, a list of texts, or a number of rows"),
        ("footer: false", "must be a text, a list of texts, or a number of rows"),
    ],
)
def test_what_a_contract_says_wrongly_is_answered_with_its_line(
    word: str, says: str, tmp_path: Path
) -> None:
    found = mistakes(tmp_path, (FORMAT, f"{FORMAT}            {word}\n"))
    assert [(one.line, says in one.words) for one in found] == [(14, True)], found


@pytest.mark.parametrize("word", ["header_rows: 2", "footer: Total"])
def test_only_grids_have_rows_above_and_below(word: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, (FORMAT, f"            format: jsonl\n            {word}\n"))
    assert ["is for format csv and xlsx" in one.words for one in found] == [True]
