"""Files whose rows are not records: lists in documents, continuation rows, two tables in one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration import landing
from orchestration.company.contract import Column, Extract
from orchestration.company.mapped import Shape
from tests.landing.house import House

TICKETS = Extract(
    department="crm",
    table="tickets",
    description="One row per ticket.",
    owner="Tests",
    pattern="t_*",
    format="json",
    key=("id",),
    load="append",
    extra_columns="keep",
    columns=(
        Column("id", "varchar", "id", required=True),
        Column("amount", "decimal(20,4)", "amount"),
    ),
)
ORDERS = Extract(
    department="crm",
    table="orders",
    description="One row per order.",
    owner="Tests",
    pattern="o_*",
    format="csv",
    key=("number",),
    load="append",
    extra_columns="keep",
    columns=(
        Column("number", "varchar", "Name", required=True),
        Column("email", "varchar", "Email"),
        Column("total", "decimal(12,2)", "Total", required=True),
    ),
    shape=Shape(first_row_of=("number",)),
)


def fate(house: House, content: str, **shape: Any) -> landing.Receipt:
    house.extract = replace(TICKETS, shape=Shape(**shape))
    return house.fate("t_1", content)


@pytest.mark.parametrize(
    ("content", "records"),
    [
        ('{"tickets": [{"id": 1}, {"id": 2, "amount": 1.10}], "count": 2}', "tickets[]"),
        ('{\n "tickets": [\n  {"id": 1},\n  {"id": "2"}\n ]\n}\n', "tickets[]"),
        ('[{"id": 1}, {"id": 2}]', ""),
        ('[{"id": 1}, {"id": 2}]', "[]"),
        ('{"data": {"pages": [{"rows": [{"id": 1}]}, {"rows": []}, {"rows": [{"id": 2}]}]}}',
         "data.pages[].rows[]"),
        ('[{"rows": [{"id": 1}, {"id": 2}]}]', "[].rows[]"),
        ('\ufeff[{"id":1},{"id":2}]', ""),
    ],
)  # fmt: skip
def test_a_list_in_a_document_is_records(house: House, content: str, records: str) -> None:
    receipt = fate(house, content, records=records)
    assert (receipt.status, receipt.records_in, receipt.loaded) == ("loaded", 2, 2)
    assert house.rows("id") == [("1",), ("2",)]
    assert not list((house.settings.build / "spool").iterdir())


def test_no_digit_and_no_field_is_lost_on_the_way_out_of_a_document(house: House) -> None:
    text = '{"tickets": [{"id": 12345678901234567890, "amount": 0.1000, "note": "a\\nb, }]"}]}'
    fate(house, text, records="tickets[]")
    [(number, amount, extra)] = house.rows("id, amount::varchar, _extra")
    assert (number, amount) == ("12345678901234567890", "0.1000")
    assert json.loads(extra) == {"note": "a\nb, }]"}


def test_an_element_that_is_no_object_or_lacks_its_key_is_a_reject_with_its_bytes(
    house: House,
) -> None:
    receipt = fate(house, '[{"id": 1}, 7, {"amount": 2}]')
    assert (receipt.loaded, receipt.rejected) == (1, 2)
    assert house.rejects("line, raw_bytes") == [(2, b"7"), (3, b'{"amount": 2}')]


@pytest.mark.parametrize(
    ("content", "records", "says"),
    [
        ('{"tickets": [{"id": 1}', "tickets[]", "Not sound JSON"),
        ('[{"id": 1}] x', "", "Not sound JSON: Extra data in line 1, column 13"),
        ('{"items": [{"id": 1}]}', "tickets[]",
         'No list at tickets[]; records: "items[]" would read it.'),
        ('{"tickets": {"id": 1}}', "tickets[]", "No list at tickets[]"),
        ("[" * 100_000, "", "Nested more than 200 deep."),
        ("id,amount\n1,2\n", "", "Not sound JSON"),
    ],
)  # fmt: skip
def test_a_document_that_holds_no_such_list_is_quarantined(
    house: House, content: str, records: str, says: str
) -> None:
    receipt = fate(house, content, records=records)
    assert receipt.status == "quarantined"
    assert says in (receipt.reason or "")


def test_what_stands_beside_the_list_is_named(house: House) -> None:
    fate(house, '{"tickets": [{"id": 1}], "next_page": "p2"}', records="tickets[]")
    drift = house.connection.execute("select column_name, action from landing.drift").fetchall()
    assert ("next_page", "not read") in drift


def test_a_record_may_read_what_encloses_it(house: House) -> None:
    columns = (*TICKETS.columns, Column("order_id", "varchar", "^.number"))
    house.extract = replace(TICKETS, columns=columns, shape=Shape(records="orders[].lines[]"))
    house.fate("t_1", '{"orders": [{"number": "A", "lines": [{"id": 1}, {"id": 2}]},'
                      ' {"lines": [{"id": 3}], "number": "B"}]}')  # fmt: skip
    assert house.rows("id, order_id") == [("1", "A"), ("2", "A"), ("3", "B")]


def test_lines_of_json_may_each_hold_a_list(house: House) -> None:
    house.extract = replace(TICKETS, format="jsonl", shape=Shape(records="page[]"))
    receipt = house.fate("t_1", '{"page": [{"id": 1}]}\n\n{"page": [{"id": 2}, {"id": 3}]}\n')
    assert (receipt.loaded, house.rows("id")) == (3, [("1",), ("2",), ("3",)])


EXPORT = """Name,Email,Total,Sku
A,a@x.example,10.50,s1
A,,,s2
B,,7.00,s3
A,,,s4
B,b@x.example,,s5
"""


def test_totals_of_the_first_row_outlive_the_empty_rows_below(house: House) -> None:
    house.extract = ORDERS
    receipt = house.fate("o_1", EXPORT)
    assert (receipt.status, receipt.records_in, receipt.loaded) == ("loaded", 2, 2)
    assert receipt.reason == "5 rows are 2 records: further rows continue the first."
    assert house.rows("number, email, total::double, _row") == [
        ("A", "a@x.example", 10.5, 1),
        ("B", "b@x.example", 7.0, 3),
    ]
    [(kept,)] = house.connection.execute(
        "select _extra from raw_crm.orders where number = 'A'"
    ).fetchall()
    assert json.loads(kept) == {"Sku": "s1", "_continued": [{"Sku": "s2"}, {"Sku": "s4"}]}


def test_what_a_further_row_says_otherwise_is_a_reject_and_not_the_value(house: House) -> None:
    house.extract = ORDERS
    receipt = house.fate("o_1", EXPORT + "A,,99.00,s6\n")
    assert receipt.loaded == 2
    assert "1 values of further rows differ" in (receipt.reason or "")
    assert "null" not in (receipt.reason or "")
    assert house.rejects("line, column_name, kind, raw_bytes") == [(7, "total", "value", b"99.00")]


def test_rows_without_a_key_continue_nothing(house: House) -> None:
    house.extract = ORDERS
    receipt = house.fate("o_1", "Name,Email,Total\nA,,1\n,,2\n,,3\n")
    assert (receipt.records_in, receipt.loaded, receipt.rejected) == (3, 1, 2)


def test_a_ragged_row_among_them_costs_only_itself(house: House) -> None:
    house.extract = ORDERS
    receipt = house.fate("o_1", EXPORT + "C,c@x.example\n")
    assert (receipt.records_in, receipt.loaded, receipt.rejected) == (3, 2, 1)


def test_two_tables_of_one_file_are_archived_once(house: House) -> None:
    lines = replace(
        ORDERS,
        table="lines",
        key=("number", "sku"),
        shape=Shape(fill_down=("email",), fill_within=("number",)),
        columns=(
            Column("number", "varchar", "Name", required=True),
            Column("sku", "varchar", "Sku", required=True),
            Column("email", "varchar", "Email"),
        ),
    )
    house.extract = ORDERS
    house.deliver("o_1", EXPORT)
    assert [r.loaded for r in house.land()] == [2]
    house.extract = lines
    assert [r.loaded for r in house.land()] == [5]
    assert house.rows("number, sku, email") == [
        ("A", "s1", "a@x.example"),
        ("A", "s2", "a@x.example"),
        ("A", "s4", "a@x.example"),
        ("B", "s3", None),
        ("B", "s5", "b@x.example"),
    ]
    kept = [path for path in house.settings.archive.glob("??/*") if path.is_file()]
    assert len(kept) == 1
    house.extract = ORDERS
    assert house.land() == ()


def test_a_block_of_a_spreadsheet_is_filled_down(house: House, tmp_path: Path) -> None:
    house.extract = replace(ORDERS, key=("total",), shape=Shape(fill_down=("number", "email")))
    house.fate("o_1", "Name,Email,Total\nNorth,n,1\n,,2\nSouth,,3\n,s,4\n")
    assert house.rows("number, email, total::integer") == [
        ("North", "n", 1), ("North", "n", 2), ("South", "n", 3), ("South", "s", 4)
    ]  # fmt: skip
