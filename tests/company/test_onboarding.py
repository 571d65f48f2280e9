"""A department's files become a contract that lands them, with a reason for every word."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import extensions
from orchestration.company.contract import Extract
from orchestration.onboarding import department as onboarding
from orchestration.settings import Settings

SALES = (
    "Sale No;Bought;Paid;Zip;Opt in;E-mail\n"
    "A1;31.12.2025 09:50;1.053,91;'07500;yes;a@x.example\n"
    "A2;01.01.2026 19:05;53,91;'10115;no;b@x.example\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folders = (tmp_path / name for name in ("extracts", "build", "archive", "published"))
    return replace(Settings(*folders), company=tmp_path / "company")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Kiosk"
    made.mkdir()
    return made


def onboard(folder: Path, settings: Settings) -> dict[str, Extract]:
    done = onboarding.onboard(folder, settings)
    assert done.department.mistakes == ()
    assert [finding.words for _, finding in done.findings] == []
    assert not settings.archive.exists()
    return {extract.table: extract for extract in done.department.extracts}


def test_what_a_european_spreadsheet_writes_is_read(folder: Path, settings: Settings) -> None:
    (folder / "sales_2025.csv").write_bytes(SALES.encode("cp1252"))
    sales = onboard(folder, settings)["sales"]
    assert (sales.pattern, sales.delimiter, sales.key) == ("sales_*.csv", ";", ("sale_no",))
    found = {c.name: (c.data_type, c.format, c.pii) for c in sales.columns}
    assert found == {
        "sale_no": ("varchar", None, None),
        "bought": ("timestamp", "%d.%m.%Y %H:%M", None),
        "paid": ("decimal(18,4)", None, None),
        "zip": ("varchar", None, "address"),
        "opt_in": ("boolean", None, None),
        "e_mail": ("varchar", None, "email"),
    }
    assert sales.columns[2].reading.decimal == ","
    assert sales.columns[3].reading.strip == "'"


def test_wrapped_json_with_pairs_is_read(folder: Path, settings: Settings) -> None:
    tickets = [
        {"id": n, "at": f"2025-10-0{n}T09:50:26Z", "via": {"channel": "web"},
         "custom": [{"id": 9, "value": f"#{n}"}]}
        for n in (1, 2)
    ]  # fmt: skip
    (folder / "tickets.json").write_text(json.dumps({"tickets": tickets, "count": 2}))
    found = onboard(folder, settings)["tickets"]
    assert (found.format, found.shape.records) == ("json", "tickets[]")
    assert [c.extract_name for c in found.columns] == ["id", "at", "via.channel", "custom.9"]


def test_rows_that_continue_one_another_are_one_record(folder: Path, settings: Settings) -> None:
    (folder / "orders.csv").write_text("Order,Total\nA,5.00\nA,\nB,7.50\nB,\n")
    done = onboarding.onboard(folder, settings)
    [extract] = done.department.extracts
    assert extract.shape.first_row_of == ("order",)
    [(_, finding)] = done.findings
    assert "4 rows are 2 records" in finding.words


def test_a_file_of_no_known_kind_is_named_and_a_contract_is_never_overwritten(
    folder: Path, settings: Settings
) -> None:
    (folder / "notes.txt").write_text("Dear all\n")
    with pytest.raises(onboarding.OnboardingError, match=r"notes.txt is no table"):
        onboarding.onboard(folder, settings)
    (folder / "sales_1.csv").write_text(SALES)
    done = onboarding.onboard(folder, settings)
    assert done.unknown[0] == "notes.txt is no table with a header, and no JSON."
    with pytest.raises(onboarding.OnboardingError, match="is there already"):
        onboarding.onboard(folder, settings)


def test_people_and_purchases_are_recognised_and_written_as_feeds(
    folder: Path, settings: Settings
) -> None:
    (folder / "customers.csv").write_text(
        "Customer ID,First Name,Last Name,Email,City\n"
        "C1,Ada,Byron,ada@x.example,Leeds\nC2,Alan,Mathison,alan@x.example,York\n"
    )
    (folder / "orders_1.csv").write_text(
        "Order No,Customer ID,Ordered At,Order Status,Total,Shipping\n"
        "O1,C1,2025-10-01 09:50:26,Paid,53.91,4.90\n"
        "O2,C1,2025-10-02 09:50:26,Refunded,20.00,4.90\n"
        "O3,C2,2025-10-03 09:50:26,Paid,20.00,4.90\n"
        "O4,C2,2025-10-04 09:50:26,Glorped,20.00,4.90\n"
    )
    done = onboarding.onboard(folder, settings)
    assert done.department.mistakes == ()
    assert (done.feeds, done.unknown) == (("people", "purchases"), [])
    [_, orders] = done.department.extracts
    assert orders.record_ids == (("kiosk", "customer_id"),)
    [status] = [column for column in orders.columns if column.name == "order_status"]
    assert status.reading.words == (("Paid", "completed"),)
    people = (done.path.parent / "feed_kiosk__people.sql").read_text()
    assert people.startswith("-- One row per person of customers.")
    assert "'given_name': 'first_name'" in people
    purchases = (done.path.parent / "feed_kiosk__purchases.sql").read_text()
    assert "-- total_amount: total, an amount, by its name" in purchases
    for said in ("'order_number': 'order_no'", "'record_id': 'customer_id'",
                 "'ordered_at': 'ordered_at'", "'total_amount': 'total'"):  # fmt: skip
        assert said in purchases
    assert (done.path.parent / "stg_kiosk__orders.sql").exists()


def test_what_lacks_a_customers_number_is_said_and_not_made_up(
    folder: Path, settings: Settings
) -> None:
    (folder / "sales.csv").write_text(SALES)
    (folder / "weather.csv").write_text("Day,Rain\n2025-10-01,none\n2025-10-02,much\n")
    done = onboarding.onboard(folder, settings)
    assert done.feeds == ()
    assert done.unknown == [
        "sales tells of people (postcode, email), but no column numbers them",
        "sales looks like purchases, but lacks a column that numbers the customer",
        "weather: no feed was recognised; docs/feeds.md lists what there is",
    ]


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_excel_and_parquet_are_looked_at_like_csv(
    ending: str, folder: Path, settings: Settings
) -> None:
    rows = {"Client ID": ["C1", "C2"], "E-mail": ["a@x.example", "b@x.example"]}
    path = folder / f"clients.{ending}"
    if ending == "xlsx":
        with duckdb.connect() as connection:
            extensions.load(connection, "excel")
            connection.execute(
                'copy (select unnest(?) as "Client ID", unnest(?) as "E-mail") '
                f"to '{path}' (format xlsx, header true)",
                list(rows.values()),
            )
    else:
        pq.write_table(pa.table(rows), path)
    found = onboard(folder, settings)["clients"]
    assert (found.format, found.key) == (ending, ("client_id",))
    assert [column.pii for column in found.columns] == ["identifier", "email"]
