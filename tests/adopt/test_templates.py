"""What the product knows of six tools' exports: they land as they come, and make one company."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.landing.load import land
from orchestration.onboarding import from_template
from orchestration.onboarding.department import OnboardingError
from orchestration.onboarding.from_template import Written
from orchestration.onboarding.template_names import names
from orchestration.settings import Settings, from_environment
from tests.adopt import exports
from tests.conftest import settings_in
from tests.test_cli import customer360

SIX = ("shopify", "hubspot", "zendesk", "klaviyo", "ga4", "stripe")
PROFILE = """\
name: Leaf
currency: EUR
country: FR
language: fr
time_zone: Europe/Paris
lines_of_business: [shop]
"""
RULES = {
    "lifecycle_windows": (
        "line_of_business,active_days,lost_days,grace_days,notice_days,new_days,at_risk_share,"
        "at_risk_purchases",
        "shop,180,365,30,30,90,0.8,4",
    ),
    "qualifying_purchases": (
        "line_of_business,more_than_amount,least_days_covered",
        "shop,0,1",
    ),
}


def company_in(folder: Path) -> Path:
    """A company's folder without a department."""
    company = folder / "company"
    (company / "departments").mkdir(parents=True)
    (company / "rules").mkdir()
    (company / "company.yml").write_text(PROFILE, encoding="utf-8")
    source = from_environment().company
    shutil.copy(source / "packages.yml", company)
    project = (source / "dbt_project.yml").read_text("utf-8").replace("harbour_and_home", "leaf")
    (company / "dbt_project.yml").write_text(project, encoding="utf-8")
    for rule, (columns, row) in RULES.items():
        (company / f"rules/{rule}.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    return company


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, company=company_in(tmp_path))


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


Landed = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def landed(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Landed:
    """Writes a department after a template, lands its files, and answers a question in SQL."""
    written: dict[str, Written] = {}

    def ask(name: str, sql: str) -> list[tuple[object, ...]]:
        if name not in written:
            done = from_template.write(name, settings, None)
            assert done.department.mistakes == ()
            settings.build.mkdir(exist_ok=True)
            for extract in done.department.extracts:
                receipts = land(extract, connection, settings)
                assert {r.status for r in receipts} == {"loaded"}, [r.reason for r in receipts]
                assert sum(r.rejected for r in receipts) == 0
            written[name] = done
        return connection.execute(sql).fetchall()

    return ask


def test_shopifys_orders_have_their_totals_and_their_lines(
    settings: Settings, landed: Landed
) -> None:
    exports.shopify(settings.extracts / "shopify")
    orders = "select count(*), sum(total), sum(may_email = 'yes') from raw_shopify.orders"
    assert landed("shopify", orders) == [(20, Decimal("1048.00"), 10)]
    first = "select cast(min(ordered_at) as varchar), min(postcode) from raw_shopify.orders"
    assert landed("shopify", first) == [("2025-10-01 05:30:00", "13006")]
    lines = (
        "select count(*), sum(quantity), sum(quantity * unit_price) from raw_shopify.order_lines"
    )
    assert landed("shopify", lines) == [(40, 60, Decimal("1000.00"))]
    words = "select status, count(*) from raw_shopify.orders group by all order by all"
    assert landed("shopify", words) == [
        ("completed", 16),
        ("glorped", 1),
        ("pending", 1),
        ("refunded", 1),
        ("voided", 1),
    ]
    assert landed("shopify", "select count(distinct buyer) from raw_shopify.orders") == [(20,)]
    told = "select count(*) from raw_shopify.orders where buyer like '%@%'"
    assert landed("shopify", told) == [(0,)]


def test_who_never_subscribed_said_neither_yes_nor_no(settings: Settings, landed: Landed) -> None:
    exports.klaviyo(settings.extracts / "klaviyo")
    answers = "select email_answer, count(*) from raw_klaviyo.profiles group by all order by all"
    assert landed("klaviyo", answers) == [("no", 5), ("yes", 10), (None, 5)]
    suppressed = "select count(email_suppressions) from raw_klaviyo.profiles"
    assert landed("klaviyo", suppressed) == [(1,)]
    # The account writes the company's time; two hours before it is UTC.
    earliest = "select cast(min(created_at) as varchar) from raw_klaviyo.profiles"
    assert landed("klaviyo", earliest) == [("2025-10-01 09:50:26",)]


def test_ga4s_parameters_are_read_and_a_visit_has_a_source_of_its_own(
    settings: Settings, landed: Landed
) -> None:
    exports.ga4(settings.extracts / "ga4")
    found = landed(
        "ga4",
        "select count(*), count(distinct visitor_id), count(page), count(order_number), "
        "cast(min(occurred_at) as varchar) from raw_ga4.events",
    )
    assert found == [(20, 10, 20, 10, "2025-10-07 12:29:26")]
    sources = "select session_source, first_source, count(*) from raw_ga4.events group by all"
    assert landed("ga4", f"{sources} order by all") == [
        ("newsletter", "google", 2),
        (None, "google", 18),
    ]


@pytest.mark.parametrize("decimal", [",", "."])
def test_stripes_amounts_are_read_as_the_file_writes_them(
    decimal: str, settings: Settings, landed: Landed
) -> None:
    exports.stripe(settings.extracts / "stripe", decimal)
    found = landed("stripe", "select count(*), sum(amount), sum(refunded) from raw_stripe.payments")
    assert found == [(20, Decimal("11078.20"), Decimal("500.00"))]
    states = "select status, count(*) from raw_stripe.payments group by all order by all"
    assert landed("stripe", states) == [("completed", 19), ("failed", 1)]
    payers = "select count(distinct payer), sum(payer[1] = 'E') from raw_stripe.payments"
    assert landed("stripe", payers) == [(20, 1)]


def test_hubspots_stages_are_leads_won_or_neither(settings: Settings, landed: Landed) -> None:
    exports.hubspot(settings.extracts / "hubspot")
    stages = "select stage, count(*) from raw_hubspot.contacts group by all order by all"
    assert landed("hubspot", stages) == [("open", 7), ("won", 2), (None, 1)]


@pytest.mark.parametrize("delivered", [exports.zendesk, exports.zendesk_lines])
def test_zendesks_tickets_are_read_as_one_document_or_by_line(
    delivered: Callable[[Path], None], settings: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    delivered(settings.extracts / "zendesk")
    done = from_template.write("zendesk", settings, None)
    assert done.department.mistakes == ()
    settings.build.mkdir()
    [tickets] = [e for e in done.department.extracts if e.table == "tickets"]
    assert [r.status for r in land(tickets, connection, settings)] == ["loaded"]
    found = connection.execute(
        "select status, count(*), count(distinct channel) from raw_zendesk.tickets "
        "group by all order by all"
    ).fetchall()
    assert found == [("closed", 2, 2), ("open", 4, 2)]


def test_an_agents_field_for_the_order_is_two_lines_away(
    settings: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    exports.zendesk(settings.extracts / "zendesk")
    done = from_template.write("zendesk", settings, None)
    contract = done.folder / "_zendesk.yml"
    text = contract.read_text("utf-8").replace("# pairs: {custom", "pairs: {custom")
    contract.write_text(text.replace("absent: true", "extract_name: custom_fields.27642"), "utf-8")
    [tickets, _] = from_template.reading.read(contract).extracts
    settings.build.mkdir()
    land(tickets, connection, settings)
    found = connection.execute(
        "select min(order_number), count(order_number) from raw_zendesk.tickets"
    )
    assert found.fetchall() == [("#1000", 6)]


def test_tables_that_dlt_loaded_are_read(settings: Settings, landed: Landed) -> None:
    dlt(settings.extracts / "shopify_dlt")
    orders = (
        "select count(*), sum(total), sum(cast(is_test as integer)) from raw_shopify_dlt.orders"
    )
    assert landed("shopify_dlt", orders) == [(2, Decimal("85.00"), 1)]
    lines = "select count(*), sum(quantity * unit_price) from raw_shopify_dlt.order_lines"
    assert landed("shopify_dlt", lines) == [(2, Decimal("60.00"))]
    answers = "select email_answer from raw_shopify_dlt.customers order by customer_id"
    assert landed("shopify_dlt", answers) == [("yes",), (None,)]
    # An order that was loaded again replaces what it was.
    words = "select order_number, status from raw_shopify_dlt.orders order by all"
    assert landed("shopify_dlt", words) == [("#1", "refunded"), ("#2", "completed")]


def dlt(folder: Path) -> None:
    def loaded(table: str, load: str, rows: list[dict[str, object]]) -> None:
        parquet(
            folder / f"{table}.{load}.0a1b2c.parquet",
            [row | {"_dlt_load_id": load} for row in rows],
        )

    parts = ("address1", "address2", "city", "zip")
    person: dict[str, object] = {f"default_address__{part}": "x" for part in parts} | {
        "first_name": "Ada", "last_name": "Byron", "phone": None,
        "updated_at": "2025-10-02T00:00:00Z",
        "email_marketing_consent__consent_updated_at": "2025-10-01T00:00:00Z",
        "created_at": "2025-10-01T00:00:00Z"}  # fmt: skip
    loaded("customers", "1759832966.1", [
        person | {"id": 1, "email": exports.mail(1), "_dlt_id": "c1",
                  "email_marketing_consent__state": "subscribed"},
        person | {"id": 2, "email": exports.mail(2), "_dlt_id": "c2",
                  "email_marketing_consent__state": "not_subscribed"},
    ])  # fmt: skip
    order = {"customer__id": 1, "email": exports.mail(1), "currency": "EUR", "cancelled_at": None,
             "created_at": "2025-10-01T09:50:26+02:00", "current_total_price": "0.00",
             "total_discounts": "10.00", "source_name": "web",
             "total_shipping_price_set__shop_money__amount": "5.00"}  # fmt: skip
    first = {"id": 11, "name": "#1", "total_price": "55.00", "test": False}
    second = {"id": 12, "name": "#2", "total_price": "30.00", "test": True}
    loaded(
        "orders", "1759832966.1", [order | first | {"financial_status": "paid", "_dlt_id": "o1"}]
    )
    loaded("orders", "1759919366.2", [
        order | first | {"financial_status": "refunded", "_dlt_id": "o1b"},
        order | second | {"financial_status": "paid", "_dlt_id": "o2"},
    ])  # fmt: skip
    loaded("orders__line_items", "1759832966.1", [
        {"id": 21 + n, "_dlt_parent_id": "o1b", "_dlt_list_idx": n, "sku": f"S{n}", "title": "Mask",
         "quantity": n + 1, "price": "20.00", "_dlt_id": f"l{n}"}
        for n in range(2)
    ])  # fmt: skip


def test_tables_that_airbyte_loaded_are_read(settings: Settings, landed: Landed) -> None:
    airbyte(settings.extracts / "stripe_airbyte")
    found = landed(
        "stripe_airbyte",
        "select charge_id, payer, amount, refunded, cast(paid_at as varchar) "
        "from raw_stripe_airbyte.charges order by all",
    )
    assert found == [
        ("ch_1", "cus_1", Decimal("1053.91"), Decimal("500.00"), "2025-10-07 12:29:26"),
        ("ch_2", "ch_2", Decimal("5000.00"), Decimal("0.00"), "2025-10-07 12:29:26"),
    ]
    assert landed("stripe_airbyte", "select count(*) from raw_stripe_airbyte.customers") == [(1,)]


def airbyte(folder: Path) -> None:
    mark = {"_airbyte_raw_id": "a", "_airbyte_extracted_at": "2025-10-08T00:00:00Z",
            "_airbyte_generation_id": 0, "created": 1759832966}  # fmt: skip
    customer = {"id": "cus_1", "name": "Ada Byron", "email": exports.mail(1), "phone": None}
    parquet(folder / "customers_2025_10_08_1759881600000_0.parquet", [mark | customer])
    charge = mark | {"status": "succeeded", "captured": True, "receipt_email": exports.mail(1)}
    parquet(folder / "charges_2025_10_08_1759881600000_0.parquet", [
        charge | {"id": "ch_1", "customer": "cus_1", "amount": 105391, "amount_refunded": 50000,
                  "currency": "eur"},
        charge | {"id": "ch_2", "customer": None, "amount": 5000, "amount_refunded": 0,
                  "currency": "jpy"},
    ])  # fmt: skip


def parquet(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


def test_a_template_takes_the_name_the_currency_and_the_fields_that_are_there(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    exports.shopify(folder)
    path = folder / "orders_export_1.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{k: v for k, v in row.items() if k != "Source"} for row in csv.DictReader(file)]
    path.unlink()
    with (folder / "commandes-2025-10.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    done = from_template.write("shopify", settings, folder, "webshop")
    assert done.department.mistakes == ()
    assert [finding.is_refused for _, finding in done.findings] == [False]
    orders, lines = done.department.extracts
    assert (orders.schema, orders.pattern, orders.delimiter) == (
        "raw_webshop",
        "commandes-*.csv",
        ";",
    )
    assert (lines.pattern, lines.delimiter) == ("commandes-*.csv", ";")
    assert [column.name for column in orders.columns if column.reading.absent] == ["channel"]
    written = {path.name for path in done.folder.iterdir()}
    assert "stg_webshop__orders.sql" in written
    texts = "".join(path.read_text("utf-8") for path in done.folder.iterdir())
    assert "'EUR'" in texts
    assert "'USD'" not in texts
    assert "shopify" not in texts.lower().replace("on shopify", "")
    with pytest.raises(OnboardingError, match="is there already"):
        from_template.write("shopify", settings, folder, "webshop")


def test_payments_of_orders_that_a_shop_tells_are_not_counted_twice(settings: Settings) -> None:
    alone = from_template.write("stripe", settings, None)
    assert alone.feeds == ("people", "purchases", "refunds")
    from_template.write("shopify", settings, None)
    beside = from_template.write("stripe", settings, None, "stripe_2")
    assert beside.feeds == ("people",)
    assert "would count twice" in beside.notes[-1]
    assert not list(beside.folder.glob("feed_*__purchases*"))


def test_a_templates_rules_stand_beside_the_companys_own(settings: Settings) -> None:
    path = settings.company / "rules/interaction_types.csv"
    path.write_text("department,source_event,interaction_type\nga4,purchase,sale\n", "utf-8")
    from_template.write("ga4", settings, None)
    with path.open(encoding="utf-8", newline="") as file:
        found = {row["source_event"]: row["interaction_type"] for row in csv.DictReader(file)}
    assert (len(found), found["purchase"], found["login"]) == (10, "sale", "log_in")


def test_help_lists_the_templates_and_an_unknown_one_is_answered(tmp_path: Path) -> None:
    shown = customer360("onboard", "--help", folder=tmp_path, COLUMNS="200").stdout
    assert set(names()) == {*SIX, "shopify_dlt", "stripe_airbyte"}
    assert all(name in shown for name in names())
    done = customer360("onboard", "--like", "magento", folder=tmp_path)
    assert done.returncode == 2
    assert "There are: ga4, hubspot" in done.stderr


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
