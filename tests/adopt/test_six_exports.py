"""Six tools' exports, each by its template, make one company."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from orchestration.onboarding import from_template
from tests.adopt import exports
from tests.adopt.leaf import SIX, company_in
from tests.conftest import settings_in
from tests.test_cli import customer360


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts of a company whose six departments were written after templates."""
    folder = tmp_path_factory.mktemp("six")
    settings = settings_in(folder, company=company_in(folder))
    for name in SIX:
        getattr(exports, name)(settings.extracts / name)
        assert from_template.write(name, settings, None).department.mistakes == ()
    company = {"CUSTOMER360_COMPANY": str(settings.company)}
    done = customer360("run", "--as-of", "2025-11-01", folder=folder, **company)
    assert done.returncode == 0, done.stdout + done.stderr
    [database] = (settings.published / "current").glob("*.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f"attach '{settings.warehouse}' as house (read_only)")
        yield connection


@pytest.mark.slow
def test_six_exports_make_one_company(published: duckdb.DuckDBPyConnection) -> None:
    # Twenty people, each one customer of all departments that know more than an e-mail address.
    # Stripe knows no more, which alone is no proof of who somebody is: its twenty payers stand
    # alone, and so does the one of whom Zendesk has a number only.
    customers = published.execute(
        "select departments, count(*) from (select count(distinct department) as departments "
        "from marts.customer_crosswalk where valid_to is null group by customer_id) "
        "group by all order by all"
    ).fetchall()
    assert customers == [(1, 21), (2, 10), (3, 5), (4, 5)]
    mixed = published.execute(
        "select count(*) from (select customer_id from house.conformed.customer_records "
        "inner join house.conformed.crosswalk using (record_id) group by customer_id "
        "having count(distinct email) > 1)"
    ).fetchall()
    assert mixed == [(0,)]


@pytest.mark.slow
def test_what_was_sold_stands_without_what_fell_was_held_or_came_back(
    published: duckdb.DuckDBPyConnection,
) -> None:
    orders = published.execute(
        "select status, count(*), sum(refund), sum(revenue) from house.conformed.orders "
        "group by all order by all"
    ).fetchall()
    assert orders == [
        ("completed", 15, Decimal("12.50"), Decimal("700.00")),
        ("glorped", 1, Decimal(0), Decimal(0)),
        ("in USD", 1, Decimal(0), Decimal(0)),
        ("pending", 1, Decimal(0), Decimal(0)),
        ("refunded", 1, Decimal("47.50"), Decimal(0)),
        ("voided", 1, Decimal(0), Decimal(0)),
    ]
    bought = published.execute("select count(*), sum(frequency) from marts.customer_value")
    assert bought.fetchall() == [(15, 15)]


@pytest.mark.slow
def test_visits_tickets_and_leads_are_the_customers(published: duckdb.DuckDBPyConnection) -> None:
    met = published.execute(
        "select interaction_type, count(*), count(customer_id) from house.conformed.interactions "
        "group by all order by all"
    ).fetchall()
    assert met == [
        ("case_closed", 2, 2),
        ("contact", 6, 6),
        ("product_view", 10, 10),
        ("purchase", 10, 10),
    ]
    stages = published.execute(
        "select stage, count(*) from house.conformed.opportunities group by all order by all"
    ).fetchall()
    assert stages == [("lost", 1), ("open", 6), ("won", 2)]


@pytest.mark.slow
def test_a_no_of_any_department_stands_and_who_was_never_asked_has_no_say_in_it(
    published: duckdb.DuckDBPyConnection,
) -> None:
    # Yes in both: 2, 4, 6 and 8; 0 is suppressed. Never asked by Klaviyo, yes to the shop: 16, 18.
    consents = published.execute(
        "select channel, is_allowed, count(*) from marts.consent_states where is_current "
        "group by all order by all"
    ).fetchall()
    assert consents == [("email", False, 14), ("email", True, 6), ("sms", False, 1)]
