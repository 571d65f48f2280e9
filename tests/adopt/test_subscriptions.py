"""A line of business the product has never heard of: one contract, two workbooks and a CSV.

No date is in the files, only months of tenure; amounts are blank for whoever has just come.
"""

from __future__ import annotations

import csv
import gzip
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration import extensions
from orchestration.company import founding
from orchestration.company.profile import Profile
from tests.adopt.test_department import HERE
from tests.test_cli import customer360

CONTRACT = Path(__file__).parent / "subscriptions" / "_telecom.yml"
TERMS = ("Month-to-month", "One year", "Two year")
REASONS = ("Competitor made better offer", "Moved", "Deceased")
# Every third leaves; whoever has no month of tenure has been charged nothing yet.
LOST = [number for number in range(60) if number % 3 == 1]
NEW = [number for number in range(60) if number % 20 == 0]


def subscriber(number: int) -> Sequence[str]:
    gone = number in LOST
    months = "0" if number in NEW else str(1 + number)
    reason = REASONS[number // 3 % 3] if gone else ""
    return (
        f"S{number}",
        "Los Angeles",
        f"{90001 + number}",
        months,
        "Yes" if gone else "No",
        reason,
    )


def charges(number: int) -> Sequence[str]:
    total = " " if number in NEW else f"{100 + number}.5"
    return f"S{number}", TERMS[number % 4 % 3], f"{20 + number}.25", total


def workbook(path: Path, titles: str, rows: Sequence[Sequence[str]]) -> None:
    columns = ", ".join(f'"{title}"' for title in titles.split("|"))
    with duckdb.connect() as connection:
        extensions.load(connection, "excel")
        values = ", ".join(str(tuple(row)) for row in rows)
        connection.execute(
            f"copy (select * from (values {values}) as t({columns})) to '{path}' "
            "(format xlsx, header true)"
        )


@pytest.fixture(scope="module")
def telecom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adopt") / "telecom"
    founding.make(
        folder, Profile("Sunline", "USD", "US", "en", "America/Los_Angeles", 1, ("telecom",))
    )
    rules = folder / "rules/lifecycle_windows.csv"
    rules.write_text("line_of_business,grace_days,notice_days,new_days\ntelecom,0,30,90\n")
    (folder / "departments/telecom").mkdir()
    shutil.copy(CONTRACT, folder / "departments/telecom")
    extracts = folder / "extracts/telecom"
    extracts.mkdir()
    everyone = range(60)
    titles = "CustomerID|City|Zip Code|Tenure Months|Churn Label|Churn Reason"
    workbook(extracts / "subscribers.xlsx", titles, [subscriber(n) for n in everyone])
    rows = [(f"S{n}", "1" if n in LOST else "4", "Churned") for n in everyone]
    titles = "Customer ID|Satisfaction Score|Customer Status"
    workbook(extracts / "status.xlsx", titles, rows)
    with gzip.open(extracts / "charges.csv.gz", "wt", encoding="utf-8", newline="") as file:
        titles = "customerID,Contract,MonthlyCharges,TotalCharges"
        csv.writer(file).writerows([titles.split(","), *map(charges, everyone)])
    return folder


@pytest.fixture(scope="module")
def marts(telecom: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    done = customer360("run", "--company", str(telecom), folder=telecom, **HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    database = telecom / "published/current/c360.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def test_whoever_has_left_is_lost_and_the_others_are_active(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    customers = marts.execute(
        "select count(*), count(city), count(postcode) from marts.customer_360"
    ).fetchall()
    assert customers == [(60, 60, 60)]
    [closing] = marts.execute(
        "select closing from marts.customer_asset_bridge where line_of_business = 'telecom' "
        "and segment = 'all' order by month desc limit 1"
    ).fetchall()
    assert closing == (60 - len(LOST),)
    postcodes = marts.execute("select distinct length(postcode) from marts.customer_360").fetchall()
    assert postcodes == [(5,)]


def test_the_lost_are_told_by_contract_and_by_reason(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute(
        "select product, outcome, reason, contracts, annual_amount from marts.contract_outcomes"
    ).fetchall()
    counts: Counter[tuple[str, str, str]] = Counter()
    amounts: Counter[tuple[str, str, str]] = Counter()
    for number in range(60):
        gone = number in LOST
        outcome = "ended by customer" if gone else "in force"
        key = charges(number)[1], outcome, subscriber(number)[5] or "none"
        counts[key] += 1
        amounts[key] += Decimal(charges(number)[2]) * 12  # type: ignore[assignment]
    assert {tuple(row[:3]): tuple(row[3:]) for row in found} == {
        key: (counts[key], amounts[key]) for key in counts
    }
    assert any(reason == "Deceased" for _, _, reason in counts)


def test_blank_charges_stop_nothing(telecom: Path, marts: object) -> None:
    with duckdb.connect(str(telecom / "build/c360.duckdb"), read_only=True) as connection:
        rows, blank, charged = connection.execute(
            "select count(*), count(*) filter (where paid_so_far is null), sum(paid_so_far) "
            "from raw_telecom.charges"
        ).fetchall()[0]
    assert (rows, blank) == (60, len(NEW))
    assert charged == sum(Decimal(charges(n)[3]) for n in range(60) if n not in NEW)
