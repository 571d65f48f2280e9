"""Sheets as people send them, in rows of cells, written as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from orchestration.tabular import xlsx_sheet
from tests.landing.corpus_binary import book, line, number, text

Grid = Sequence[Sequence[object]]

RECORDS: Grid = (
    ("C1", "Ann Ode", "Leeds", 12.5),
    ("C2", "Bo Rye", "York", 30),
    ("C3", "Cy Elm", "Hull", 7.25),
    ("C4", "Di Ash", "Ripon", 11),
)
NAMES = ("Client No", "Full name", "City", "Paid")
PLAIN: Grid = (NAMES, *RECORDS)

# The sheet, what its header_rows and footer are, and the names that its columns get.
SHAPES: dict[str, tuple[Grid, object, object, tuple[str, ...]]] = {
    "titles above": (
        (("Clients of the north",), ("As of", "2025-10-01"), (), *PLAIN),
        4,
        None,
        NAMES,
    ),
    "two header rows": (
        (("", "Person", "", "Sums"), ("Client No", "Full name", "City", "Paid"), *RECORDS),
        [1, 2],
        None,
        ("Client No", "Person Full name", "Person City", "Sums Paid"),
    ),
    "empty rows and columns before": (
        ((), (), *(("", "", *row) for row in PLAIN)),
        None,
        None,
        NAMES,
    ),
    "totals at the end": (
        (*PLAIN, ("Total", "", "", 60.75)),
        None,
        ["Total"],
        NAMES,
    ),
    "all of them": (
        (
            ("", "Clients of the north"),
            (),
            ("", "Client No", "Person", "", "Sums"),
            ("", "", "Full name", "City", "Paid"),
            *(("", *row) for row in RECORDS),
            ("", "Grand total", "", "", 60.75),
            (),
            ("", "Printed on 2025-10-02 by the office"),
        ),
        [3, 4],
        ["Grand total", "Printed on *"],
        ("Client No", "Person Full name", "Person City", "Sums Paid"),
    ),
    "totals without a word": (
        (*PLAIN, ("", "", "", 60.75)),
        None,
        1,
        NAMES,
    ),
}


def as_csv(grid: Grid, delimiter: str = ",") -> bytes:
    """Every row as wide as the widest, as spreadsheets write them."""
    width = max(map(len, grid))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(
        [*row, *[""] * (width - len(row))] for row in grid
    )
    return out.getvalue().encode()


def as_xlsx(grid: Grid) -> bytes:
    def cell(at: int, place: int, value: object) -> str:
        where = f"{xlsx_sheet.letters_of(place)}{at}"
        return text(where, value) if isinstance(value, str) else number(where, value)

    return book(
        "".join(
            line(at, "".join(cell(at, n, v) for n, v in enumerate(row) if v != ""))
            for at, row in enumerate(grid, 1)
            if row
        )
    )


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}
