"""A whole company: planted people are erased from it, and nothing of them is found any more.

Who is whom is told by the planted truth, not by what the house believes. Slow: two whole runs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import publishing, runner, sample, warehouse
from orchestration.privacy import erasing, exporting, log, restrictions, searching, verifying
from orchestration.privacy.searching import Needles
from orchestration.settings import Settings
from tests.conftest import settings_in

PEOPLE, SEED, UNTIL, MONTHS = 250, 23, date(2026, 10, 31), 18
TODAY = date(2026, 11, 30)
# Persons whose records are one customer's, and nobody else's: what truth and house agree on.
_WHOLE = """
with known as (
    select t.person_id, c.customer_id, c.record_id, c.department
    from '{truth}/records.parquet' as t
    join identity.crosswalk as c
        on c.department = t.department and c.source_record_id = t.source_record_id
    where c.valid_to is null
)
select person_id, min(customer_id) as customer_id, count(distinct department) as departments
from known
group by person_id
having count(distinct customer_id) = 1 and min(customer_id) not in (
    select customer_id from known group by customer_id having count(distinct person_id) > 1
)
order by departments desc, person_id
limit 12
"""
_CONTACTS = """
with theirs as (
    select person_id, unnest([email, email_later, phone, phone_later, landline]) as value
    from '{truth}/people.parquet'
)
select distinct value from theirs
where person_id in (select unnest($people)) and value not in (
    select value from theirs where person_id not in (select unnest($people)) and value is not null
)
"""
_NUMBERS = """
select distinct source_record_id from '{truth}/records.parquet'
where person_id in (select unnest($people))
"""


@dataclass(frozen=True)
class Company:
    """A company before and after an erasure: `kept` is a copy of what was published before."""

    settings: Settings
    kept: Path
    customers: tuple[str, ...]
    restricted: str
    needles: Needles
    exported: str
    done: erasing.Erased


def _run(settings: Settings) -> None:
    """A night's run, in a process of its own: an erasure takes away the history that one holds."""
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run", "--as-of", UNTIL.isoformat()],
        env=os.environ | settings.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def _built(settings: Settings) -> erasing.Build:
    return lambda day: runner.run(settings, as_of=day).failures


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("erased")
    settings, truth = settings_in(folder), folder / "truth"
    parameters = sample.SampleParameters(people=PEOPLE, seed=SEED, until=UNTIL, months=MONTHS)
    sample.simulate(parameters, settings.extracts, truth)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.environment().items():
            patch.setenv(name, value)
        _run(settings)
        with warehouse.connect(settings) as connection:
            found = connection.execute(_WHOLE.format(truth=truth)).fetchall()
            people = [person for person, _, _ in found[:8]]
            chosen = {"people": people}
            values = connection.execute(_CONTACTS.format(truth=truth), chosen).fetchall()
            values += connection.execute(_NUMBERS.format(truth=truth), chosen).fetchall()
            customers = tuple(customer for _, customer, _ in found[:8])
            restricted = found[10][1]
            restrictions.ask(connection, settings, "restrict", [restricted], TODAY)
        exporting.write(settings, customers[0], folder / "out", TODAY)
        exported = (folder / "out" / f"{customers[0]}.json").read_text("utf-8")
        build = publishing.current(settings)
        assert build is not None
        shutil.copy(build.database, folder / "before.duckdb")
        needles = Needles([*(value for (value,) in values if value), *customers])
        assert len(needles.values) > 100
        assert searching.search([settings.archive], needles)
        done = erasing.erase(settings, customers, TODAY, _built(settings))
        yield Company(
            settings,
            folder / "before.duckdb",
            customers,
            restricted,
            needles,
            exported,
            done,
        )


def left(company: Company) -> list[str]:
    found = searching.search(searching.folders(company.settings), company.needles)
    return [f"{one.path} {one.how}: {one.values}" for one in found]


def test_nothing_is_left_and_the_certificate_names_nobody(company: Company) -> None:
    assert company.done.left == ()
    assert left(company) == []
    assert company.needles.within(company.done.certificate.read_bytes()) == set()
    said = json.loads(company.done.certificate.read_text())
    assert said["customers"] == 8
    assert {one["action"] for one in said["tables"]} == {"delete", "anonymise"}
    assert verifying.erased(company.settings) == ()
    assert [one.kind for one in log.every(company.settings)] == ["restrict", "erase"]


@pytest.fixture
def both(company: Company) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts before and after, as `a` and `b`."""
    build = publishing.current(company.settings)
    assert build is not None
    with duckdb.connect() as connection:
        connection.execute(f"attach '{company.kept}' as a (read_only)")
        connection.execute(f"attach '{build.database}' as b (read_only)")
        connection.execute(
            "create table others as select customer_id from a.marts.customer_360 "
            "where customer_id not in (select unnest(?)) and customer_id <> ? "
            # Whose household lost its first member has another, and an address drawn from it.
            "and household_id not in (select household_id from a.marts.customer_360 "
            "where customer_id in (select unnest(?)) and household_id is not null)",
            [list(company.customers), company.restricted, list(company.customers)],
        )
        yield connection


@pytest.mark.parametrize(
    "mart",
    ["customer_360", "contact_points", "consent_states", "communications", "household_members",
     "lifecycle_events", "customer_value", "attribution"],
)  # fmt: skip
def test_rows_of_others_are_the_same(both: duckdb.DuckDBPyConnection, mart: str) -> None:
    columns = "* exclude (build_id, built_at)"
    query = f"select {columns} from {{}}.marts.{mart} semi join others using (customer_id)"
    changed = both.execute(
        f"select count(*) from ({query.format('a')} except all {query.format('b')})"
    ).fetchall()
    held = both.execute(f"select count(*) from ({query.format('a')})").fetchall()
    assert held[0][0] > 50
    assert changed == [(0,)]


def test_totals_of_facts_that_stay_tie_to_the_penny(both: duckdb.DuckDBPyConnection) -> None:
    bridge = "select * exclude (build_id, built_at) from {}.marts.customer_asset_bridge " \
             "where segment = 'all'"  # fmt: skip
    assert both.execute(
        f"select count(*) from ({bridge.format('a')} except {bridge.format('b')})"
    ).fetchall() == [(0,)]
    totals = "select sum(margin_12m), count(*) filter (lifecycle_state = 'active') " \
             "from {}.marts.customer_360"  # fmt: skip
    before = both.execute(totals.format("a")).fetchall()
    assert both.execute(totals.format("b")).fetchall() == before


def test_the_erased_stand_under_new_numbers_and_are_sent_nothing(
    both: duckdb.DuckDBPyConnection, company: Company
) -> None:
    anonymous = both.execute(
        "select count(distinct customer_id) from b.marts.contact_suppressions "
        "where list_contains(reasons, 'erased') and purpose = 'service'"
    ).fetchall()
    assert 0 < anonymous[0][0] <= len(company.customers)
    assert both.execute(
        "select count(*) from b.marts.alerts where customer_id in "
        "(select customer_id from b.marts.contact_suppressions "
        "where list_contains(reasons, 'erased'))"
    ).fetchall() == [(0,)]


def test_who_restricts_is_kept_unscored_and_sent_nothing(
    both: duckdb.DuckDBPyConnection, company: Company
) -> None:
    of = f"where customer_id = '{company.restricted}'"
    assert both.execute(f"select count(*) from b.marts.customer_360 {of}").fetchall() == [(1,)]
    assert both.execute(
        f"select count(clv), count(churn_risk) from b.marts.customer_value {of}"
    ).fetchall() == [(0, 0)]
    assert both.execute(
        f"select bool_and(list_contains(reasons, 'restricted')), count(distinct purpose) > 5 "
        f"from b.marts.contact_suppressions {of}"
    ).fetchall() == [(True, True)]
    assert both.execute(
        f"select count(*) from b.marts.next_best_actions {of} and len(blocked_by) = 0"
    ).fetchall() == [(0,)]


def test_an_export_holds_every_planted_number_of_the_person(
    both: duckdb.DuckDBPyConnection, company: Company
) -> None:
    records = json.loads(company.exported)["records"]
    held = {value for record in records for value in record["values"].values()}
    theirs = both.execute(
        "select source_record_id from a.marts.customer_crosswalk "
        "where valid_to is null and customer_id = ?",
        [company.customers[0]],
    ).fetchall()
    assert {str(number) for (number,) in theirs} <= held
