"""Tables as dlt and Airbyte have loaded them, in the layout that their documentation gives."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.adopt import exports


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
