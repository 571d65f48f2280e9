"""Versions of the lifecycle policy: who stands elsewhere under another, to the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration import policy
from orchestration.policy import Change, versions
from orchestration.settings import DBT_PACKAGE, Settings
from tests.conftest import copied_company, settings_in
from tests.test_cli import customer360

# As of 2026-06-30. Under v1 a buyer is active for 180 days and lost after 365; under v2 90 and 200,
# and an order must be worth more than 5 pounds. A policy's grace is 30 days, under v2 14. Under v2
# a decline no longer makes a loss the company's.
ORDERS = {
    "last active day of v2": ["2026-04-01"],
    "a day too long ago for v2": ["2026-03-31"],
    "last day of v2 before the loss": ["2025-12-12"],
    "a day beyond it": ["2025-12-11"],
    "back after 200 days": ["2025-09-12", "2026-03-31"],
    "back after 201 days": ["2025-09-11", "2026-03-31"],
    "declined": ["2025-01-01"],
    "five pounds": ["2026-06-01"],
}
POLICIES = {"covered till 16 June": "2026-06-16", "covered till 15 June": "2026-06-15"}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company as a steward left it who added a version to its rules."""
    folder = copied_company(tmp_path_factory.mktemp("steward"))
    for seed, rows in {
        "lifecycle_windows": "v2,retail,90,200,,,60,0.8,4,2027-01-01,\n"
        "v2,insurance,,,14,30,90,,,2027-01-01,\n",
        "qualifying_purchases": "v2,retail,5,,2027-01-01,\n",
        "ended_by_rules": "v2,retail,cancel,company,2027-01-01,\n",
    }.items():
        with (folder / "rules" / f"{seed}.csv").open("a") as file:
            file.write(rows)
    return folder


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, company: Path) -> Iterator[Settings]:
    """What a run leaves for the lifecycle models to read; the rest of a build is not needed."""
    found = settings_in(tmp_path_factory.mktemp("policy"), company=company)
    found.build.mkdir(parents=True)
    with duckdb.connect(str(found.warehouse)) as connection:
        connection.execute(_TABLES)
        buyers = [(name, day) for name, days in ORDERS.items() for day in days]
        connection.executemany(
            "insert into feeds.feed_purchases (department, order_number, record_id, ordered_at, "
            "line_of_business, status, is_gift, is_guest, total_amount) "
            "values ('shop', ?, 'shop:' || ?, ?, 'retail', 'completed', false, false, ?)",
            [
                (f"O{n}", name, day, 5 if "five" in name else 50)
                for n, (name, day) in enumerate(buyers)
            ],
        )
        connection.executemany(
            "insert into conformed.contract_terms values ($1, 'insurance:' || $1, 'insurance', "
            "null, 'home', 'stands', '2025-01-01', '2025-06-16', $2, null, $2, null, null, "
            "false, null, null, 100, 50, 100, 50)",
            list(POLICIES.items()),
        )
        connection.execute(
            "create table conformed.order_statuses as "
            "select order_number, 'stands' as standing from feeds.feed_purchases;"
            "create table conformed.order_versions as select order_number, "
            "ordered_at::date as known_from, null::date as known_until, true as is_latest "
            "from feeds.feed_purchases;"
            "create table conformed.order_amounts as select order_number, "
            "total_amount as charged_amount, 0 as shipping, 0 as discount from feeds.feed_purchases"
        )
        records = [f"shop:{name}" for name in ORDERS] + [f"insurance:{name}" for name in POLICIES]
        connection.executemany(
            "insert into conformed.crosswalk values (?, ?)",
            [(record, record.split(":")[1]) for record in records],
        )
        connection.execute(_NUMBERS)
    yield found


@pytest.fixture(scope="module")
def found(settings: Settings) -> policy.Difference:
    return policy.difference(settings, "v1", "v2")


def changes(found: policy.Difference, what: str, line: str = "retail") -> dict[str, Change]:
    return {
        change.customer_id: change
        for change in found.changes
        if change.what == what and change.line_of_business == line
    }


def test_who_is_beyond_a_moved_window_by_a_day_changes_and_who_is_within_does_not(
    found: policy.Difference,
) -> None:
    states = {who: (one.before, one.after) for who, one in changes(found, "state").items()}
    assert states == {
        "a day too long ago for v2": ("active", "lapsed"),
        "back after 200 days": ("active", "lapsed"),
        "back after 201 days": ("active", "lapsed"),
        "a day beyond it": ("lapsed", "lost"),
        "five pounds": ("active", "prospect"),
    }
    assert changes(found, "lost")["a day beyond it"].after == "2026-06-30, by the customer"


def test_of_several_numbers_that_moved_each_change_names_the_one_that_makes_it(
    found: policy.Difference,
) -> None:
    assert len(found.moved) > 3
    reasons = {who: one.because for who, one in changes(found, "state").items()}
    assert reasons == {
        "a day too long ago for v2": "retail active_days 180 → 90",
        "back after 200 days": "retail active_days 180 → 90",
        "back after 201 days": "retail active_days 180 → 90",
        "a day beyond it": "retail lost_days 365 → 200",
        "five pounds": "retail more_than_amount 0.00 → 5.00",
    }
    assert changes(found, "new")["five pounds"].because == "retail more_than_amount 0.00 → 5.00"
    # Two that do it together only are both named, and none that has no part in it.
    together = changes(found, "lost")["declined"].because
    assert "lost_days" in together and "ended_by" in together and "active_days" not in together


def test_a_loss_that_a_shorter_window_dates_between_two_orders_makes_the_second_a_return(
    found: policy.Difference,
) -> None:
    returned = changes(found, "reactivated")
    assert set(returned) == {"back after 201 days"}
    assert returned["back after 201 days"].before is None
    assert returned["back after 201 days"].after == "2026-03-31"
    assert returned["back after 201 days"].because == "retail lost_days 365 → 200"


def test_a_shorter_grace_loses_whose_cover_ended_a_day_longer_ago(
    found: policy.Difference,
) -> None:
    lost = changes(found, "lost", "insurance")
    assert {who: (one.before, one.after, one.because) for who, one in lost.items()} == {
        "covered till 15 June": (
            None,
            "2026-06-30, by the customer",
            "insurance grace_days 30 → 14",
        )
    }


def test_a_rule_that_goes_gives_the_loss_back_to_the_customer(found: policy.Difference) -> None:
    declined = changes(found, "lost")["declined"]
    assert declined.before == "2026-01-02, by the company"
    assert declined.after == "2025-07-21, by the customer"
    assert declined.because == (
        "retail ended_by after decline company → none; retail lost_days 365 → 200"
    )


def test_the_enterprise_names_the_number_of_the_line_that_moved_it(
    found: policy.Difference,
) -> None:
    lost = changes(found, "lost", "enterprise")["covered till 15 June"]
    assert lost.because == "insurance grace_days 30 → 14"


def test_whom_no_moved_number_reaches_is_in_no_list(found: policy.Difference) -> None:
    assert "last active day of v2" not in {change.customer_id for change in found.changes}
    assert found.customers == len(ORDERS) + len(POLICIES)
    assert found.customers_changed < found.customers


def test_a_version_that_no_seed_names_is_refused_with_those_that_are(settings: Settings) -> None:
    with pytest.raises(policy.UnknownVersionError, match="version 'v9'; there are: v1, v2"):
        policy.named("v9", settings)


def test_a_build_without_customers_is_refused(tmp_path: Path, company: Path) -> None:
    empty = settings_in(tmp_path, company=company)
    empty.build.mkdir(parents=True)
    duckdb.connect(str(empty.warehouse)).close()
    with pytest.raises(policy.NotComparableError, match="run customer360 run first"):
        policy.difference(empty, "v1", "v2")
    assert {path.name for path in empty.build.iterdir()} <= {"c360.duckdb", "c360.lock", "spill"}


def test_the_seeds_of_a_version_are_those_of_the_models() -> None:
    macro = (DBT_PACKAGE / "macros" / "lifecycle_policy.sql").read_text()
    assert f"return({list(versions.SEEDS)!r})" in macro


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--policy", "v9"], "names version 'v9'"),
        (["definitions", "diff", "v1", "v2"], "Start with: customer360 run"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    done = customer360(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr


_TABLES = """
    create schema landing; create schema feeds; create schema conformed;
    create table landing.as_of as select date '2026-06-30' as as_of;
    create table feeds.feed_purchases (
        department varchar, order_number varchar, record_id varchar, line_of_business varchar,
        ordered_at timestamp, status varchar, channel varchar, is_gift boolean, is_guest boolean,
        promo_code varchar, shipping decimal(12, 2), discount decimal(12, 2),
        total_amount decimal(12, 2)
    );
    create table conformed.order_refunds (
        order_number varchar, known_from date, of_goods decimal(12, 2)
    );
    create table conformed.order_line_versions (
        order_number varchar, known_from date, is_stored_value boolean, gross_amount decimal(12, 2),
        refund decimal(12, 2), revenue decimal(12, 2), cost decimal(12, 2)
    );
    create table conformed.contract_terms (
        contract_number varchar, record_id varchar, line_of_business varchar, renewal_of varchar,
        product varchar, standing varchar, issued_at timestamp, starts_on date, ends_on date,
        known_cancelled_on date, last_covered_on date, cancelled_by varchar, cancel_reason varchar,
        is_ended_by_status boolean, paused_on date, resumed_on date, annual_amount decimal(12, 2),
        expected_cost decimal(12, 2), revenue decimal(12, 2), margin decimal(12, 2)
    );
    create table conformed.contract_successions (
        contract_number varchar, successor varchar, gap_days integer, is_rewritten boolean
    );
    create table feeds.feed_decisions (
        contract_number varchar, decision varchar, decided_at timestamp
    );
    create table conformed.decisions as
        select 'declined' as customer_id, 'retail' as line_of_business, 'decline' as decision,
            timestamp '2025-06-01 10:00:00' as decided_at;
    create table conformed.crosswalk (record_id varchar, customer_id varchar);
    create table conformed.own_accounts (record_id varchar, state varchar);
    create table conformed.cases (
        customer_id varchar, line_of_business varchar, is_complaint boolean, is_open boolean,
        opened_at timestamp
    );
"""

_NUMBERS = """
    create table conformed.customer_numbers as
    select record_id, customer_id, date '1900-01-01' as epoch_from,
        cast(null as date) as epoch_until, cast(null as varchar) as epoch_begun_by,
        cast(null as varchar) as epoch_ended_by, true as is_current,
        customer_id as segment_customer_id, date '1900-01-01' as owned_from,
        cast(null as date) as owned_until
    from conformed.crosswalk;
    create table conformed.record_owners as
    select record_id, customer_id, owned_from, owned_until, true as is_current
    from conformed.customer_numbers
"""
