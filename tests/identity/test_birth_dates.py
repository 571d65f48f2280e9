"""Birth dates are read from the values alone, department by department."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.identity.values import standardise


def texts(*dates: str, region: str = "GB", others: tuple[str, ...] = ()) -> list[str | None]:
    """The eight digits of each date of department `a`; `others` are those of department `b`."""
    connection = duckdb.connect()
    connection.execute(
        "create schema identity_work; "
        "create table records (record_id varchar, department varchar, birth_on varchar)"
    )
    rows = [("a", date) for date in dates] + [("b", date) for date in others]
    connection.executemany(
        "insert into records values (?, ?, ?)",
        [(f"{department}:{i:03}", department, date) for i, (department, date) in enumerate(rows)],
    )
    standardise.standardise(connection, "records", region)
    found = connection.execute(
        "select birth_text from identity_work.standardised "
        "where department = 'a' order by record_id"
    ).fetchall()
    return [row[0] for row in found]


@pytest.mark.parametrize(
    "date",
    ["1990-04-25", "19900425", "25/04/1990", "04/25/1990", "25.4.90", "25 April 1990",
     "Apr 25th, 1990", "25. April 1990", "25 avril 1990", "25 de abril de 1990",
     "1990-04-25 00:00:00", "1990-04-25T00:00:00Z"],
)  # fmt: skip
def test_every_way_of_writing_a_day_is_one_day(date: str) -> None:
    assert texts(date) == ["19900425"]


def test_a_doubtful_date_follows_the_doubtless_ones_of_its_department() -> None:
    assert texts("04/05/1990", "04/25/1990") == ["19900405", "19900425"]
    assert texts("04/05/1990", "25/04/1990") == ["19900504", "19900425"]


def test_then_those_of_the_others_and_then_the_country() -> None:
    assert texts("04/05/1990", others=("04/25/1990",)) == ["19900405"]
    assert texts("04/05/1990") == ["19900504"]
    assert texts("04/05/1990", region="US") == ["19900405"]


def test_digits_without_separators_are_read_as_most_of_the_department_can_be() -> None:
    assert texts("12042018", "02172018") == ["20181204", "20180217"]
    assert texts("12042018", "17022018") == ["20180412", "20180217"]


def test_a_month_beyond_december_is_the_day() -> None:
    assert texts("1990-25-04") == ["19900425"]


def test_a_day_that_no_calendar_has_is_kept_as_text_and_a_year_as_a_year() -> None:
    assert texts("19610231", "1850", "1850-03", "n/a") == ["19610231", "18500000", "18500300", None]
    assert texts("4220181204999", "01/02/1990") == ["4220181204999", "19900201"]


@pytest.mark.parametrize(
    ("slip", "text"),
    [
        ("14.082000", "20000814"),
        ("1408.2000", "20000814"),
        ("1x4.08.2000", "20000814"),
        ("14.08.200", "2000814"),
        ("114.08.2000", "200008114"),
        ("4.8.00", "20000804"),
    ],
)
def test_a_separator_or_a_digit_too_few_or_many_leaves_the_year_in_front(
    slip: str, text: str
) -> None:
    assert texts("25.04.1990", "13.07.1985", slip)[2] == text


def test_a_missing_separator_is_read_in_the_order_of_its_department() -> None:
    assert texts("1990-04-25", "1985-1104")[1] == "19851104"
    assert texts("04/25/1990", "11/041985")[1] == "19851104"


@pytest.mark.parametrize("date", ["3. März 1990", "3 mars 1990", "3 marzo 1990"])
def test_a_month_is_known_in_the_languages_of_the_neighbours(date: str) -> None:
    assert texts(date) == ["19900303"]
