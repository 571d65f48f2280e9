"""A contract that maps: what a column makes of its field, on files, through the whole landing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.company import departments
from tests.landing.house import House

HEAD = """
sources:
  - name: raw_crm
    description: Tests.
    config: {{meta: {{department: crm, owner: Tests}}}}
    tables:
      - name: things
        description: Things.
        config:
          meta: {{extract: "things_*", format: {form}, key: [id], load: append,
                 extra_columns: {extras}{table}}}
        columns:
          - {{name: id, data_type: varchar}}
"""
Land = Callable[..., House]


@pytest.fixture
def land(house: House, tmp_path: Path) -> Land:
    """Land one file under a contract: its columns (name, type, words), and words of its table.

    `company` is the company's profile; without one times land in UTC and no sign is read.
    """

    def run(
        content: str | bytes,
        *columns: str,
        form: str = "csv",
        table: str = "",
        extras: str = "keep",
        company: str = "",
    ) -> House:
        text = HEAD.format(form=form, table=f", {table}" if table else "", extras=extras)
        for column in columns:
            said, _, words = column.partition("; ")
            column_name, kind = said.split(" ", 1)
            text += f"          - {{name: {column_name}, data_type: '{kind}'"
            text += f", config: {{meta: {{{words}}}}}}}\n" if words else "}\n"
        path = tmp_path / "company" / "departments" / "crm" / "_crm.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if company:
            (tmp_path / "company" / "company.yml").write_text(f"name: Tests\n{company}\n")
        landed = house.with_contract()
        [landed.extract] = departments.read_contract(path).extracts
        landed.receipt = landed.fate("things_1", content)  # type: ignore[attr-defined]
        return landed

    return run


def one(house: House, column: str) -> list[Any]:
    return [value for _, value in house.rows(f"id, {column}")]


def csv(field: str, *values: str) -> str:
    quoted = ('"' + value.replace('"', '""') + '"' for value in values)
    return f"id,{field}\n" + "".join(f"{n},{value}\n" for n, value in enumerate(quoted, 1))


def said(house: House) -> str:
    return house.receipt.reason or ""  # type: ignore[attr-defined, no-any-return]


def test_a_field_the_file_does_not_have_a_constant_and_an_expression(land: Land) -> None:
    found = land(
        "id,First name,pieces,Price\n1,Ann,2,1.50\n2,,x,1\n",
        "gone varchar; absent: true",
        "shop varchar; constant: web",
        "opened date; constant: 2025-10-01",
        'greeting varchar; expression: "\'Dear \' || \\"First name\\""',
        "total decimal(8,2); expression: 'try_cast(pieces as integer) * cast(Price as double)'",
    )
    rows = found.rows("id, gone, shop, opened::varchar, greeting, total::double")
    assert rows == [
        ("1", None, "web", "2025-10-01", "Dear Ann", 3.0),
        ("2", None, "web", "2025-10-01", None, None),
    ]
    assert found.rows("_extra") == [(None,), (None,)]  # what an expression reads is no extra field


def test_a_field_that_only_an_expression_reads_must_be_there(land: Land) -> None:
    found = land("id,a\n1,x\n", "b varchar; expression: upper(aa)")
    assert "Contracted column missing: aa (renamed to a?) (_crm.yml, line 14)" in said(found)


@pytest.mark.parametrize(
    ("kind", "words", "values", "reads", "rejected"),
    [
        ("boolean", "words: {SUBSCRIBED: true, GONE: false, NEVER: null}",
         ["SUBSCRIBED", " subscribed", "GONE", "NEVER", "", "MAYBE"],
         [True, True, False, None, None, None], ["MAYBE"]),
        ("boolean", "words: {oui: true}, other_words: keep", ["oui", "no", "hm"],
         [True, False, None], ["hm"]),
        ("boolean", "words: {oui: true}, other_words: empty", ["oui", "no"], [True, None], []),
        ("varchar", "words: {M: male, F: female}", ["m", "F", "x"], ["male", "female", "x"], []),
        ("varchar", "words: {M: male}, other_words: reject", ["M", "x"], ["male", None], ["x"]),
        ("varchar", "words: {M: male}, other_words: empty", ["M", "x"], ["male", None], []),
        ("varchar", 'words: {"": none, "n/a": null}', ["", "n/a", "x"], ["none", None, "x"], []),
        ("integer", "words: {none: 0}, other_words: keep", ["none", "7", "x"], [0, 7, None], ["x"]),
        ("date", 'words: {never: null}, other_words: keep, format: "%d.%m.%Y"',
         ["never", "01.10.2025"], [None, "2025-10-01"], []),
    ],
)  # fmt: skip
def test_words_are_read_before_the_type(
    land: Land, kind: str, words: str, values: list[str], reads: list[Any], rejected: list[str]
) -> None:
    found = land(csv("w", *values), f"w {kind}; {words}")
    assert one(found, "w::varchar" if kind == "date" else "w") == reads
    assert [raw.decode() for (raw,) in found.rejects("raw_bytes")] == rejected


def test_a_word_that_means_nothing_leaves_a_required_column_empty(land: Land) -> None:
    found = land(csv("w", "yes", "never"), "w boolean; required: true, words: {yes: true, never: }")
    assert one(found, "w") == [True]
    assert found.rejects("reason") == [("Required column w is empty.",)]


@pytest.mark.parametrize(
    ("kind", "words", "value", "reads"),
    [
        ("timestamp", "", "2025-10-01 09:50:26 +0200", "2025-10-01 07:50:26"),
        ("timestamp", 'format: "%d/%m/%Y %H:%M %z"', "01/10/2025 09:50 +02:00",
         "2025-10-01 07:50:00"),
        ("timestamp", 'format: "%d/%m/%Y %H:%M%z"', "01/10/2025 09:50Z", "2025-10-01 09:50:00"),
        ("date", 'format: "%d/%m/%Y %H:%M %z"', "01/10/2025 23:50 -0500", "2025-10-01"),
        ("timestamp", "time_zone: Europe/Paris", "2025-10-01 09:50:26", "2025-10-01 07:50:26"),
        ("timestamp", "time_zone: Europe/Paris", "2025-10-01T09:50:26Z", "2025-10-01 09:50:26"),
        ("timestamp", "time_zone: Europe/Paris", "2025-10-26 02:30:00", "2025-10-26 01:30:00"),
        ("date", "time_zone: Asia/Tokyo", "2025-10-01", "2025-10-01"),
        ("timestamp", "format: epoch_us", "1759832966000000", "2025-10-07 10:29:26"),
        ("timestamp", "format: epoch_s", "1759832966.5", "2025-10-07 10:29:26.5"),
        ("timestamp", "format: epoch_s", "1.759832966e9", "2025-10-07 10:29:26"),
        ("date", "format: epoch_ms", "-86400000", "1969-12-31"),
        ("timestamp", "format: epoch_s", "1759832966000", None),
        ("date", 'format: ["%d/%m/%Y", "%Y-%m-%d"]', "2025-10-01", "2025-10-01"),
        ("date", 'format: ["%d/%m/%Y", "%m/%d/%Y"]', "13/04/2025", "2025-04-13"),
        ("date", 'format: ["%d/%m/%Y", "%m/%d/%Y"]', "03/04/2025", None),
        ("date", 'format: "%d/%m/%Y"', "01/10/25", None),
        ("decimal(12,2)", 'decimal: ","', "1.053,91", "1053.91"),
        ("decimal(12,2)", 'decimal: ","', "1\u202f053,91", "1053.91"),
        ("decimal(12,2)", 'decimal: ","', "53.91", None),
        ("decimal(12,2)", 'decimal: ",", currency: EUR', "1 053,91 €", "1053.91"),
        ("decimal(12,2)", "currency: EUR", "EUR -5.00", "-5.00"),
        ("decimal(12,2)", "currency: EUR", "£5.00", None),
        ("decimal(12,2)", "currency: BRL", "R$ 1,000.5", "1000.50"),
        ("decimal(12,2)", "", "£5.00", None),
        ("decimal(12,2)", "", "1'053.91", "1053.91"),
        ("integer", 'decimal: ","', "1.000", "1000"),
        ("integer", 'decimal: ","', "1,5", None),
        ("varchar", 'strip: "\'"', "'07500", "07500"),
        ("varchar", 'strip: "\'"', "it's", "it's"),
        ("integer", 'strip: "="', "=12", "12"),
    ],
)  # fmt: skip
def test_how_a_value_is_written(
    land: Land, kind: str, words: str, value: str, reads: str | None
) -> None:
    found = land(csv("w", value), f"w {kind}; {words}")
    assert one(found, "w::varchar") == [reads]
    assert [raw.decode() for (raw,) in found.rejects("raw_bytes")] == ([] if reads else [value])


IN_LONDON, IN_SAO_PAULO, IN_UTC = "Europe/London", "America/Sao_Paulo", "UTC"


@pytest.mark.parametrize(
    ("company", "kind", "words", "value", "reads"),
    [
        # Local midnight and month end: half past midnight on 1 April in London is 31 March in UTC.
        (IN_LONDON, "timestamp", "", "2026-04-01T00:30:00+01:00", "2026-04-01 00:30:00"),
        (IN_LONDON, "timestamp", "", "2026-03-31T23:30:00Z", "2026-04-01 00:30:00"),
        (IN_UTC, "timestamp", "", "2026-04-01T00:30:00+01:00", "2026-03-31 23:30:00"),
        (IN_SAO_PAULO, "timestamp", "", "2026-04-01T02:59:59Z", "2026-03-31 23:59:59"),
        (IN_SAO_PAULO, "timestamp", "", "2026-04-01T03:00:00Z", "2026-04-01 00:00:00"),
        # Daylight saving in London: 29 March to 25 October 2026, at 01:00 UTC.
        (IN_LONDON, "timestamp", "", "2026-03-29T00:59:59Z", "2026-03-29 00:59:59"),
        (IN_LONDON, "timestamp", "", "2026-03-29T01:00:00Z", "2026-03-29 02:00:00"),
        (IN_LONDON, "timestamp", "", "2026-10-25T00:30:00Z", "2026-10-25 01:30:00"),
        (IN_LONDON, "timestamp", "", "2026-10-25T01:30:00Z", "2026-10-25 01:30:00"),
        # What names no moment is the company's wall time already.
        (IN_LONDON, "timestamp", "", "2026-07-01 00:30:00", "2026-07-01 00:30:00"),
        (IN_LONDON, "timestamp", "time_zone: Europe/London", "2026-07-01 00:30:00",
         "2026-07-01 00:30:00"),
        (IN_LONDON, "timestamp", "time_zone: Europe/Paris", "2026-07-01 00:30:00",
         "2026-06-30 23:30:00"),
        (IN_LONDON, "timestamp", "time_zone: UTC", "2026-06-30 23:30:00", "2026-07-01 00:30:00"),
        (IN_LONDON, "timestamp", 'time_zone: UTC, format: "%d/%m/%Y %H:%M"', "30/06/2026 23:30",
         "2026-07-01 00:30:00"),
        (IN_LONDON, "timestamp", 'format: "%d/%m/%Y %H:%M %z"', "30/06/2026 23:30 +0000",
         "2026-07-01 00:30:00"),
        (IN_LONDON, "timestamp", "format: epoch_s", "1782862200", "2026-07-01 00:30:00"),
        (IN_LONDON, "date", "format: epoch_s", "1782862200", "2026-07-01"),
        # A day is the day that is written.
        (IN_LONDON, "date", "", "2026-07-01", "2026-07-01"),
        (IN_LONDON, "date", 'format: "%d/%m/%Y %H:%M %z"', "30/06/2026 23:30 +0000", "2026-06-30"),
    ],
)  # fmt: skip
def test_every_time_lands_as_the_companys_clocks_showed_it(
    land: Land, tmp_path: Path, company: str, kind: str, words: str, value: str, reads: str
) -> None:
    found = land(csv("w", value), f"w {kind}; {words}", company=f"time_zone: {company}")
    assert one(found, "w::varchar") == [reads]


def test_a_parquet_file_that_knows_its_moments_lands_by_the_companys_clocks(
    land: Land, tmp_path: Path
) -> None:
    path = tmp_path / "moments.parquet"
    duckdb.connect().execute(
        "copy (select 'A' as id, timestamptz '2026-03-31 23:30:00+00' as w, "
        f"timestamptz '2026-03-31 23:30:00+00' as d) to '{path}' (format parquet)"
    )
    columns = ("w timestamp", "d date")
    found = land(path.read_bytes(), *columns, form="parquet", company="time_zone: Europe/London")
    assert found.rows("w::varchar, d::varchar") == [("2026-04-01 00:30:00", "2026-04-01")]


@pytest.mark.parametrize(
    ("company", "words", "value", "reads"),
    [
        ("GBP", "", "£5.00", "5.00"),
        ("BRL", "", "R$ 5", "5.00"),
        ("BRL", "", "£5.00", None),
        ("GBP", "currency: EUR", "€5.00", "5.00"),
        ("GBP", "currency: EUR", "£5.00", None),
    ],
)
def test_an_amount_may_carry_the_sign_of_the_companys_currency_or_of_the_contracts(
    land: Land, company: str, words: str, value: str, reads: str | None
) -> None:
    found = land(csv("w", value), f"w decimal(12,2); {words}", company=f"currency: {company}")
    assert one(found, "w::varchar") == [reads]


def test_one_field_may_be_two_columns(land: Land) -> None:
    found = land(
        csv("w", "YES", "NEVER"),
        "w varchar",
        "may boolean; extract_name: w, same_field: true, words: {YES: true, NEVER: null}",
    )
    assert found.rows("w, may") == [("NEVER", None), ("YES", True)]


def test_pairs_are_read_as_fields_and_the_rest_of_them_is_kept(land: Land) -> None:
    def event(number: int, *pairs: tuple[str, Any]) -> str:
        return json.dumps({"id": number, "p": [{"key": k, "value": v} for k, v in pairs]}) + "\n"

    found = land(
        event(1, ("page", {"string_value": "/a"}), ("n", {"string_value": None, "int_value": "7"}))
        + event(2, ("page", "/b"), ("other", {"int_value": 1}))
        + event(3)
        + '{"id": 4, "p": "no list"}\n',
        "page varchar; extract_name: p.page",
        "n integer; extract_name: p.n",
        form="jsonl",
        table="pairs: p",
    )
    assert found.rows("page, n") == [("/a", 7), ("/b", None), (None, None), (None, None)]
    [(kept,)] = found.connection.execute(
        "select _extra from raw_crm.things where _extra is not null"
    ).fetchall()
    assert json.loads(kept) == {"p": [{"key": "other", "value": {"int_value": 1}}]}


def test_the_fields_of_a_pair_are_called_as_the_contract_says(land: Land) -> None:
    line = '{"id": 1, "custom": [{"id": 9, "v": null, "w": "x"}, {"id": "9", "v": "later"}]}\n'
    found = land(line, "nine varchar; extract_name: custom.9", form="jsonl",
                 table="pairs: {custom: {key: id, value: [v, w]}}")  # fmt: skip
    assert one(found, "nine") == ["x"]


def test_pairs_that_nobody_reads_count_as_fields_the_contract_does_not_know(land: Land) -> None:
    line = '{"id": 1, "p": [{"key": "a", "value": 1}, {"key": "b", "value": 2}]}\n'
    found = land(line, "a integer; extract_name: p.a", form="jsonl",
                 table="pairs: p", extras="quarantine")  # fmt: skip
    assert "p (_crm.yml" in said(found) and found.rows("_row") == []


@pytest.mark.parametrize(
    ("content", "column", "form", "advice"),
    [
        (csv("w", *["01/10/2025 09:50"] * 9, "31/10/2025 09:50"), "w timestamp", "csv",
         'format: "%d/%m/%Y %H:%M" would read them'),
        (csv("w", *["01/10/2025"] * 10), "w date", "csv",
         'format: "%d/%m/%Y" or format: "%m/%d/%Y" would read them (the file does not tell which)'),
        (csv("w", *["1759832966000"] * 3), "w timestamp", "csv", "format: epoch_ms would read"),
        (csv("w", *["1.053,91", "53,91"] * 5), "w decimal(12,2)", "csv", 'decimal: "," would read'),
        (csv("w", *["1.053,91 €"] * 10), "w decimal(12,2)", "csv",
         'decimal: "," and currency: EUR would read them'),
        (csv("w", *["1.5"] * 10), "w integer", "csv", "data_type: decimal(18,4) would read them"),
        (csv("w", *["'5"] * 10), "w integer", "csv", 'strip: "\'" would read them'),
        (csv("w", *["IN", "OUT"] * 5), "w boolean", "csv",
         'words: {"IN": ..., "OUT": ...} would read them, with true, false or null for each'),
        (csv("w", *["Ann", "Bob"] * 5), "w boolean; pii: name", "csv",
         "words: {WORD IN THE FILE: value}"),
        ('{"id": 1, "c": [{"id": 7, "value": "x"}]}\n', "w varchar; extract_name: c.7", "jsonl",
         "No record has c.7 (_crm.yml, line 14): w is empty throughout; pairs: {c: {key: id, "
         "value: value}} would read it."),
        ('{"n": 2, "items": [{"id": 1}, {"id": 2}]}\n', "w varchar", "jsonl",
         'records: "items[]" would read it'),
        ('[\n{"id": 1},\n{"id": 2}\n]\n', "w varchar", "jsonl", "format: json would read it"),
        ('{\n"items": [{"id": 1}]\n}', "w varchar", "jsonl",
         'format: json and records: "items[]" would read it'),
        ('{"a": {"b": [{"id": 1}]}}', "w varchar", "json", 'records: "a.b[]" would read it'),
    ],
)  # fmt: skip
def test_a_refusal_names_the_word_that_would_read_it(
    land: Land, content: str, column: str, form: str, advice: str
) -> None:
    found = land(content, column, form=form)
    assert advice in said(found)
    assert "Ann" not in said(found)


def test_nothing_is_advised_that_would_not_read_everything(land: Land) -> None:
    found = land(csv("w", *[f"no date {n}" for n in range(12)]), "w date")
    assert "would read" not in said(found)
    assert "12 of 12 values of w do not read as date (_crm.yml, line 14)." in said(found)
