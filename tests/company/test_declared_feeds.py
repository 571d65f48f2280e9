"""Feeds declared in a contract: what is read, what is refused with its line, what is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from orchestration.company import departments, feed_models, provided
from orchestration.company.contract import Department

KIOSK = """\
version: 2
sources:
  - name: raw_kiosk
    config: {meta: {department: kiosk, owner: Retail, record_ids: [person]}}
    tables:
      - name: sales
        config:
          meta:
            extract: "sales_*.csv"
            format: csv
            key: [sale_id]
            load: append
            feeds:
              purchases:
                order_number: sale_id
                record_id: cards.person
                ordered_at: sold_at
                total_amount: sum(payments.paid)
                channel: {constant: till}
        columns:
          - {name: sale_id, data_type: varchar}
          - {name: card_id, data_type: varchar}
          - {name: sold_at, data_type: timestamp}
          - {name: is_sent, data_type: boolean}
          - {name: note, data_type: varchar}
      - name: cards
        config: {meta: {extract: "cards_*.csv", format: csv, key: [card_id], load: upsert}}
        columns:
          - {name: card_id, data_type: varchar}
          - {name: person, data_type: varchar}
          - {name: city, data_type: varchar}
      - name: payments
        config: {meta: {extract: "pay_*.csv", format: csv, key: [sale_id, number], load: append}}
        columns:
          - {name: sale_id, data_type: varchar}
          - {name: number, data_type: integer}
          - {name: paid, data_type: "decimal(12,2)"}
"""
POST = """\
version: 2
sources:
  - name: raw_post
    config: {meta: {department: post, owner: Logistics}}
    tables:
      - name: parcels
        config:
          meta:
            extract: "parcels_*.csv"
            format: csv
            key: [parcel_id]
            load: append
            feeds:
              deliveries:
                consignment_id: parcel_id
                order_number: sale_id
                record_id: kiosk.sales.cards.person
                dispatched_on: left_on
                where: left_on
        columns:
          - {name: parcel_id, data_type: varchar}
          - {name: sale_id, data_type: varchar}
          - {name: left_on, data_type: date}
"""


def company(folder: Path, kiosk: str = KIOSK, post: str = POST) -> Path:
    for name, text in (("kiosk", kiosk), ("post", post)):
        path = folder / "departments" / name
        path.mkdir(parents=True)
        (path / f"_{name}.yml").write_text(text, encoding="utf-8")
    return folder


def found(folder: Path) -> Sequence[Department]:
    return departments.departments(folder)


def mistakes(folder: Path, old: str, new: str) -> list[str]:
    """What is said of the kiosk's contract, or the post's, after one replacement."""
    assert (KIOSK + POST).count(old) == 1, old
    made = company(folder, KIOSK.replace(old, new), POST.replace(old, new))
    return [str(mistake) for one in found(made) for mistake in one.mistakes]


def test_declared_feeds_are_provided_like_those_of_files(tmp_path: Path) -> None:
    made = company(tmp_path)
    assert [one.mistakes for one in found(made)] == [(), ()]
    assert provided.providers(made) == {"deliveries": ("post",), "purchases": ("kiosk",)}


def test_a_feed_that_a_file_gives_as_well_is_refused(tmp_path: Path) -> None:
    made = company(tmp_path)
    path = made / "departments/kiosk/feed_kiosk__purchases.sql"
    path.write_text("select 1", encoding="utf-8")
    with pytest.raises(provided.FeedError, match=r"feed_kiosk__purchases\.sql: _kiosk\.yml gives"):
        provided.providers(made)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("purchases:", "purchase:", r"line 14: sales: .*did you mean purchases\?"),
        ("channel:", "chanel:", r"line 19: sales.purchases: .*'chanel'; did you mean channel\?"),
        ("                order_number: sale_id\n                record_id: cards",
         "                record_id: cards", r"line 14: .*feed purchases needs order_number"),
        ("ordered_at: sold_at", "ordered_at: sold", r"line 17: .*no column 'sold'; did you mean"),
        ("ordered_at: sold_at", "ordered_at: note", r"line 17: .*note is varchar, .*timestamp"),
        ("sum(payments.paid)", "sum(payments.paid", r"line 18: .*total_amount must be a column"),
        ("sum(payments.paid)", "total(payments.paid)", r"line 18: .*must be a column of the table"),
        ("sum(payments.paid)", "sum(cards.city)", r"line 18: .*cards has no column 'sale_id'"),
        ("sum(payments.paid)", "payments.paid", r"line 18: .*no column 'number', the key of pay"),
        ("sum(payments.paid)", "sum(sales.payments.paid)", r"line 18: .*a total is of one other"),
        ("record_id: cards.person", "record_id: card.person", r"no table 'card'; did you mean ca"),
        ("{constant: till}", "[till]", r"line 19: .*channel must be a column"),
        ("{constant: till}", "{constant: till}\n                one_row_per: record_id",
         r"line 20: .*one_row_per needs newest_by"),
        ("kiosk.sales.cards.person", "kiosk.sale.cards.person", r"line 17: .*no table 'sale'; did"),
        ("where: left_on", "where: {constant: x}", r"line 19: .*where must be a column"),
        ("where: left_on", "where: left", r"line 19: .*where: .*no column 'left'"),
        ("          - {name: sale_id, data_type: varchar}\n          - {name: left_on",
         "          - {name: sale_id, data_type: bigint}\n          - {name: left_on",
         r"sale_id is bigint in parcels and varchar in sales"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_told_with_its_line_and_what_is_right(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    [only] = mistakes(tmp_path, old, new)
    assert re.search(says, only), only


def test_rows_declared_wrongly_are_left_out_and_the_others_stay(tmp_path: Path) -> None:
    made = company(tmp_path, KIOSK.replace("ordered_at: sold_at", "ordered_at: sold"))
    assert provided.providers(made) == {"deliveries": ("post",)}


def test_a_constant_may_be_empty_or_hold_quotes(tmp_path: Path) -> None:
    kiosk = KIOSK.replace("{constant: till}", """{constant: "O'Neil }} \\"till\\""}""")
    kiosk = kiosk.replace(
        "total_amount: sum", "promo_code: {constant: ''}\n                total_amount: sum"
    )
    texts = {path.name: text for path, text in feed_models.texts(company(tmp_path, kiosk)).items()}
    sql = texts["feed_kiosk__purchases.sql"]
    assert 'escape_single_quotes("O\'Neil }} \\"till\\"")' in sql
    assert 'escape_single_quotes("")) }} as promo_code' in sql


STOPS = """
version: 2
sources:
  - name: raw_post
    config: {meta: {department: post, record_ids: [person]}}
    tables:
      - name: stops
        config:
          meta:
            extract: "stops_*.csv"
            format: csv
            key: [person, way]
            load: append
            feeds:
              consents: {consent_id: person, record_id: person, channel: way, answer: {constant: "no"}, answered_at: said_on}
        columns:
          - {name: person, data_type: varchar}
          - {name: way, data_type: varchar}
          - {name: said_on, data_type: date}
"""  # noqa: E501


def test_a_no_that_may_lack_its_date_is_dated_by_the_delivery_that_first_showed_it(
    tmp_path: Path,
) -> None:
    made = company(tmp_path, post=STOPS)
    [stops] = next(one for one in found(made) if one.name == "post").extracts
    assert [column.name for column in stops.columns if column.keep_changes] == ["person"]
    [consents] = [
        text for path, text in feed_models.texts(made).items() if "consents.sql" in path.name
    ]
    assert "customer360.first_seen('stops', 'person')" in consents
    assert "'seen_at': 'seen_at'" in consents


MEMBERS = """
version: 2
sources:
  - name: raw_club
    config: {meta: {department: club, record_ids: [member]}}
    tables:
      - name: members
        config:
          meta:
            extract: "members_*.csv"
            format: csv
            key: [member]
            load: snapshot
            feeds:
              people: {record_id: member, deceased: died, email_status: mail}
              contracts: {contract_number: member, record_id: member, issued_at: since, starts_on: since, status: state}
        columns:
          - {name: member, data_type: varchar}
          - {name: since, data_type: date, config: {meta: {required: true}}}
          - {name: state, data_type: varchar}
          - {name: died, data_type: varchar}
          - {name: mail, data_type: varchar}
"""  # noqa: E501


def test_each_state_without_a_date_is_dated_by_its_own_column(tmp_path: Path) -> None:
    made = company(tmp_path, post=MEMBERS.replace("club", "post"))
    [members] = next(one for one in found(made) if one.name == "post").extracts
    kept = [column.name for column in members.columns if column.keep_changes]
    assert kept == ["state", "died", "mail"]
    texts = {path.name: text for path, text in feed_models.texts(made).items()}
    people = texts["feed_post__people.sql"]
    assert "value_by_as_of('members', 'died') }} as stood_deceased" in people
    assert "stood_deceased.value" in people
    assert "stood_email_status.seen_at as email_status_seen_at" in people
    contracts = texts["feed_post__contracts.sql"]
    assert "value_by_as_of('members', 'state') }} as stood_status" in contracts
    assert "stood_status.seen_at" in contracts


def test_a_status_that_may_be_written_over_is_asked_for_what_it_said_on_the_day(
    tmp_path: Path,
) -> None:
    said = "ordered_at: sold_at"
    made = company(tmp_path, kiosk=KIOSK.replace(said, f"{said}\n                status: note"))
    [sales] = [one for one in next(d for d in found(made) if d.name == "kiosk").extracts
               if one.table == "sales"]  # fmt: skip
    assert "note" in [column.name for column in sales.columns if column.keep_changes]
    texts = {path.name: text for path, text in feed_models.texts(made).items()}
    purchases = texts["feed_kiosk__purchases.sql"]
    assert "value_by_as_of('sales', 'note') }} as stood_status" in purchases
    assert "stood_status.value" in purchases
    assert "'completed') as status" in purchases  # the default where a value is empty


def test_a_date_that_landing_requires_needs_no_second(tmp_path: Path) -> None:
    required = "data_type: date, config: {meta: {required: true}}}"
    made = company(tmp_path, post=STOPS.replace("data_type: date}", required))
    [stops] = next(one for one in found(made) if one.name == "post").extracts
    assert not any(column.keep_changes for column in stops.columns)
    texts = feed_models.texts(made).values()
    assert not any("first_seen(" in text for text in texts)


def test_records_belong_to_the_department_that_keeps_them(tmp_path: Path) -> None:
    texts = {path.name: text for path, text in feed_models.texts(company(tmp_path)).items()}
    deliveries = texts["feed_post__deliveries.sql"]
    assert "record_of='kiosk'" in deliveries
    assert deliveries.count("left join") == 2
    assert "nullif(trim(base.{{ adapter.quote('parcel_id') }}), '') as consignment_id" in deliveries
    assert " base.{{ adapter.quote('left_on') }} as dispatched_on" in deliveries
    assert deliveries.count("is not null") == 1
    assert texts["feed_kiosk__purchases.yml"].startswith('{\n  "version": 2')
