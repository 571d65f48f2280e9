"""Files whose table does not begin in the first line, nor end in the last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.company.departments import Column
from orchestration.company.mapped import Footer, Shape
from orchestration.landing.rehearsal import rehearse
from tests.grids import NAMES, PLAIN, RECORDS, SHAPES, WRITERS, Grid, as_csv
from tests.landing.house import House

TITLED: Grid = (("Clients",), ("As of", "2025-10-01"), *PLAIN)


def reading(
    house: House,
    form: str,
    shape: Shape,
    names: tuple[str, ...] = NAMES,
    extra_columns: str = "quarantine",
) -> House:
    types = ("varchar", "varchar", "varchar", "decimal(12,2)")
    called = ("client", "name", "city", "paid")
    columns = tuple(map(Column, called, types, names))
    return house.with_contract(
        pattern=f"people_*.{form}",
        format=form,
        key=("client",),
        event_time=None,
        record_ids=(),
        extra_columns=extra_columns,
        columns=columns,
        shape=shape,
    )


def said(header_rows: object, footer: object) -> Shape:
    rows = header_rows if isinstance(header_rows, list) else [header_rows]
    words = tuple(footer) if isinstance(footer, list) else ()
    return Shape(
        header_rows=tuple(n for n in rows if n),
        footer=Footer(words, footer if isinstance(footer, int) else 0) if footer else None,
    )


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_records_land_and_nothing_else(house: House, shape: str, form: str) -> None:
    grid, header_rows, footer, names = SHAPES[shape]
    house = reading(house, form, said(header_rows, footer), names)
    receipt = house.fate(f"people_1.{form}", WRITERS[form](grid))
    assert (receipt.status, receipt.records_in, receipt.reason) == ("loaded", 4, None)
    assert [row[:3] for row in house.rows("client, name, city, paid, _extra")] == [
        row[:3] for row in RECORDS
    ]
    assert house.rows("sum(paid)::double, count(_extra)") == [(60.75, 0)]


@pytest.mark.parametrize("form", WRITERS)
def test_a_reject_stands_in_the_line_an_editor_shows(house: House, form: str) -> None:
    grid, header_rows, footer, names = SHAPES["all of them"]
    broken = [*grid]
    broken[6] = ("", "C3", "Cy Elm", "Hull", "seven")
    house = reading(house, form, said(header_rows, footer), names)
    house.fate(f"people_1.{form}", WRITERS[form](broken))
    assert house.rejects() == [(7, "paid", "value")]


def test_a_small_file_lands_with_others_as_it_does_alone(house: House) -> None:
    grid, header_rows, footer, names = SHAPES["all of them"]
    house = reading(house, "csv", said(header_rows, footer), names)
    for number in range(3):
        new = [[str(v).replace("C", f"{number}C") for v in row] for row in grid[4:8]]
        house.deliver(f"people_{number}.csv", as_csv((*grid[:4], *new, *grid[8:])))
    assert [one.loaded for one in house.land()] == [4, 4, 4]
    assert house.rows("count(*), sum(paid)::double") == [(12, 182.25)]


def test_a_name_of_several_lines_does_not_move_the_rows(house: House) -> None:
    grid = (("Clients\nof the north",), ("", "Per-\nson", "", "Sums"), NAMES, *RECORDS)
    names = ("Client No", "Per- son Full name", "Per- son City", "Sums Paid")
    house = reading(house, "csv", Shape(header_rows=(3, 5)), names)
    receipt = house.fate("people_1.csv", as_csv(grid))
    assert (receipt.loaded, receipt.reason) == (4, None)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    ("header_rows", "where"),
    [((), "the first row"), ((2,), "row 2"), ((4,), "row 4"), ((40,), "row 40")],
    ids=str,
)
def test_a_header_elsewhere_is_refused_with_the_word_that_reads_it(
    house: House, form: str, header_rows: tuple[int, ...], where: str
) -> None:
    house = reading(house, form, Shape(header_rows=header_rows))
    receipt = house.fate(f"people_1.{form}", WRITERS[form](TITLED))
    assert receipt.status == "quarantined"
    assert receipt.reason and f"No header in {where}" in receipt.reason
    assert "header_rows: 3 would read them" in receipt.reason


@pytest.mark.parametrize("form", WRITERS)
def test_names_in_two_rows_are_refused_with_both(house: House, form: str) -> None:
    grid, _, _, names = SHAPES["two header rows"]
    house = reading(house, form, Shape(header_rows=(2,)), names)
    receipt = house.fate(f"people_1.{form}", WRITERS[form](grid))
    assert receipt.reason and "header_rows: [1, 2] would read them" in receipt.reason


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(
    ("end", "footer", "says"),
    [
        ((), Footer(("Total",)), "may be cut off"),
        ((), Footer(rows=1), "Line 5 has a whole key"),
        (
            (("Total", "", "", 60.75), ("C5", "Ed Fir", "Hull", 2)),
            Footer(("Total",)),
            "begins in line 6, and line 7 below it may be a record",
        ),
        (
            (("Total", "", "", 60.75), ("Average", "", "", 15)),
            Footer(("Total",)),
            "add what it begins with",
        ),
    ],
    ids=["no footer", "fewer rows", "a record below", "another word below"],
)
def test_a_footer_that_may_hold_a_record_refuses_the_file(
    house: House, form: str, end: Grid, footer: Footer, says: str
) -> None:
    house = reading(house, form, Shape(footer=footer))
    receipt = house.fate(f"people_1.{form}", WRITERS[form]((*PLAIN, *end)))
    assert (receipt.status, receipt.loaded) == ("quarantined", 0)
    assert receipt.reason and says in receipt.reason


@pytest.mark.parametrize("form", WRITERS)
def test_a_column_without_a_name_is_one_where_it_holds_a_value(house: House, form: str) -> None:
    grid = [["", *row] for row in PLAIN]
    grid[3][0] = "see the letter"
    house = reading(house, form, Shape())
    receipt = house.fate(f"people_1.{form}", WRITERS[form](grid))
    if form == "csv":  # of a sheet only the row is refused, as its cell lies outside the table
        assert receipt.reason and "not in the contract: column_1" in receipt.reason
    else:
        assert (receipt.loaded, receipt.rejected) == (3, 1)


def test_totals_that_the_contract_does_not_name_are_told_before_a_run(house: House) -> None:
    house = reading(house, "csv", Shape())
    house.deliver("people_1.csv", as_csv(SHAPES["totals at the end"][0]))
    [finding] = rehearse(house.extract, house.settings)
    assert not finding.is_refused
    assert 'from row 6 on looks like no record; footer: ["Total"]' in finding.words
    named = replace(house.extract, shape=Shape(footer=Footer(("Total",))))
    assert rehearse(named, house.settings) == []
