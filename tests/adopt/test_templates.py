"""What the product knows of tools' exports and loaded tables: they land as they come."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.landing.load import land
from orchestration.onboarding import from_template
from orchestration.onboarding.department import OnboardingError
from orchestration.onboarding.from_template import Written
from orchestration.onboarding.template_names import names
from orchestration.settings import Settings
from tests.adopt import exports, loaded
from tests.adopt.leaf import SIX, company_in
from tests.conftest import settings_in
from tests.test_cli import customer360


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
    loaded.dlt(settings.extracts / "shopify_dlt")
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


def test_tables_that_airbyte_loaded_are_read(settings: Settings, landed: Landed) -> None:
    loaded.airbyte(settings.extracts / "stripe_airbyte")
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
