"""A department that the product has never seen passes the first time, with whatever it provides."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from orchestration import dbt, landing, warehouse
from orchestration.company import departments, feeds
from tests.adopt import companies
from tests.adopt.companies import days_before, deliver, member
from tests.conftest import settings_in
from tests.test_cli import customer360

# Of fifty members: who booked last within 60 days is active, within 120 lapsed, before that lost.
ACTIVE, LAPSED, LOST, NEVER = 20, 15, 10, 5


def bookings() -> list[tuple[str, str, str, str, str]]:
    """Each buyer's first course and, but for the lost, a later one; one more that was cancelled.

    Amounts are 1.010,50 for the first course of each and 20,00 for every later one.
    """
    rows = []
    for number in range(ACTIVE + LAPSED + LOST):
        last = 0 if number < ACTIVE else 61 if number < ACTIVE + LAPSED else 121
        rows.append((f"B{number}", f"M{number:03}", days_before(150), "bezahlt", "1.010,50"))
        if last < 121:
            said = days_before(last + number % ACTIVE)
            rows.append((f"B{number}/2", f"M{number:03}", said, "bezahlt", "20,00"))
    rows.append(("B900", "M044", days_before(3), "storniert", "20,00"))
    return rows


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adopt") / "studio"
    companies.studio(folder)
    people = [member(number) for number in range(ACTIVE + LAPSED + LOST + NEVER)]
    # The same person a second time, under a number of its own.
    people.append(("M900", *people[0][1:]))
    extracts = folder / "extracts/studio"
    titles = ("Nr", "Vorname", "Nachname", "E-Mail", "Eintritt")
    deliver(extracts, "members_2026-06-30.csv", ",", [titles, *people])
    titles = ("Buchung", "Mitglied", "Zeit", "Status", "Betrag")
    deliver(extracts, "bookings_2026-06-30.csv", ";", [titles, *bookings()])
    return folder


# The folders of a run are the company's own.
HERE = dict.fromkeys(
    [f"CUSTOMER360_{name}" for name in ("EXTRACTS", "BUILD", "ARCHIVE", "PUBLISHED")], ""
)


@pytest.fixture(scope="module")
def marts(studio: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    done = customer360("run", "--company", str(studio), folder=studio, **HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    database = studio / "published/current/c360.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def test_check_finds_nothing_wrong(studio: Path) -> None:
    done = customer360("check", "--company", str(studio), folder=studio, **HERE)
    assert done.returncode == 0, done.stdout
    assert "0 mistakes, 0 warnings" in done.stdout


def test_two_records_of_one_person_are_one_customer(marts: duckdb.DuckDBPyConnection) -> None:
    records, customers = marts.execute(
        "select count(*), count(distinct customer_id) from marts.customer_crosswalk "
        "where valid_to is null"
    ).fetchall()[0]
    assert (records, customers) == (51, 50)
    assert marts.execute("select count(*) from marts.customer_360").fetchall() == [(50,)]


def test_the_companys_own_days_say_who_is_active_lapsed_and_lost(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    states = marts.execute(
        "select lifecycle_state, count(*) from marts.customer_360 group by all order by all"
    ).fetchall()
    assert states == [("active", ACTIVE), ("lapsed", LAPSED), ("lost", LOST), ("prospect", NEVER)]


def test_the_bridge_of_the_line_of_its_own_ties(marts: duckdb.DuckDBPyConnection) -> None:
    # All 45 buyers came in January; 30 were silent for 120 days, 20 of them came back in June.
    bridge = marts.execute(
        "select opening, new, reactivated, lost, closing from marts.customer_asset_bridge "
        "where line_of_business = 'courses' and segment = 'all' and month = '2026-06-01'"
    ).fetchall()
    assert bridge == [(45, 0, ACTIVE, ACTIVE + LOST, ACTIVE + LAPSED)]


def test_every_booking_but_the_cancelled_is_a_purchase(
    studio: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    buyers, again = ACTIVE + LAPSED + LOST, ACTIVE + LAPSED
    assert marts.execute("select sum(frequency) from marts.customer_value").fetchall() == [
        (buyers + again,)
    ]
    with duckdb.connect(str(studio / "build/c360.duckdb"), read_only=True) as built:
        found = built.execute(
            "select line_of_business, count(*), sum(amount) from conformed.purchases group by all"
        ).fetchall()
    amount = Decimal("1010.50") * buyers + 20 * again
    assert found == [("courses", buyers + again, amount)]


def subsets(seed: int, parts: int) -> list[list[str]]:
    """Every feed in exactly one of so many random subsets."""
    names = list(feeds.known())
    np.random.default_rng(seed).shuffle(names)
    return [sorted(names[part::parts]) for part in range(parts)]


@pytest.mark.parametrize("provided", subsets(seed=7, parts=6), ids=",".join)
def test_any_subset_of_feeds_lands_and_the_others_are_empty(
    provided: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "branch"
    companies.provider(folder, provided, np.random.default_rng(len("".join(provided))))
    settings = settings_in(folder, company=folder)
    found = departments.departments(folder)
    assert [department.mistakes for department in found] == [()]
    with warehouse.connect(settings) as connection:
        for extract in departments.extracts(folder):
            [receipt] = landing.land(extract, connection, settings)
            assert (receipt.loaded, receipt.rejected) == (companies.ROWS, 0), receipt.reason
    at = ("--vars", f"{{as_of: {companies.LAST_DAY}}}")
    layers = ("--select", "config.schema:staging", "config.schema:feeds")
    strict = (
        "--warn-error-options",
        "{error: all, silence: [PackageNodeDependsOnRootProjectNode]}",
    )
    seeded = dbt.run(settings, *strict, "seed", *at)
    assert seeded.returncode == 0, seeded.stdout
    built = dbt.run(settings, *strict, "run", *layers, *at)
    assert built.returncode == 0, built.stdout
    with warehouse.connect(settings, read_only=True) as connection:
        rows = {
            feed: connection.execute(f"select count(*) from feeds.feed_{feed}").fetchall()[0][0]
            for feed in feeds.known()
        }
    assert rows == dict.fromkeys(feeds.known(), 0) | dict.fromkeys(provided, companies.ROWS)
    whole = dbt.run(settings, *strict, "compile", *at)
    assert whole.returncode == 0, whole.stdout
