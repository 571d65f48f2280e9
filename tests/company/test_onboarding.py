"""A department's files become a contract that lands them, with a reason for every word."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import extensions
from orchestration.onboarding import department as onboarding
from orchestration.settings import Settings
from tests.company.onboarded import onboard, write

SALES = (
    "Sale No;Bought;Paid;Zip;Opt in;E-mail\n"
    "A1;31.12.2025 09:50;1.053,91;'07500;yes;a@x.example\n"
    "A2;01.01.2026 19:05;53,91;'10115;no;b@x.example\n"
)


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
        "person_key": ("varchar", None, "identifier"),
    }
    assert sales.event_time == "bought"
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


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"])
def test_of_many_times_any_tells_day_from_month(
    form: str, folder: Path, settings: Settings
) -> None:
    start = datetime(2025, 1, 1)
    times = [(start + timedelta(hours=8 * n)).strftime(form) for n in range(1500)]
    write(folder, "visits.csv", "Visit ID;Visited at", *(f"V{n};{t}" for n, t in enumerate(times)))
    onboard(folder, settings)
    contract = (settings.company / "departments/kiosk/_kiosk.yml").read_text("utf-8")
    assert f'format: "{form}"' in contract and "does not tell" not in contract
