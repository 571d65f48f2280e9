"""A contract that is wrong says where and what would be right, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.company import departments, reading, vocabulary
from orchestration.company.departments import ContractError, read_contract
from orchestration.settings import PROJECT
from tests.company.contracts import RIGHT, mistakes, read


def test_a_right_contract_has_no_mistakes(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == ()


def test_every_contract_of_the_sample_company_is_right() -> None:
    assert [str(m) for d in departments.departments() for m in d.mistakes] == []


PRICE = '{name: price, data_type: "decimal(8,2)", config: {meta: {extract_name: Price}}}'


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("delimiter:", "delimeter:", 14, "no word of a table; did you mean delimiter?"),
        ("required: true", "requierd: true", 22, "did you mean required?"),
        ("owner: Retail", "ovner: Retail", 6, "did you mean owner?"),
        ("            load: append\n", "", 12, "load is missing: add load: one of snapshot"),
        ("load: append", "load: apend", 17, "Did you mean append?"),
        ("            key: [sale_id]\n", "", 12, "columns are sale_id, buyer, sold_at, price"),
        ("key: [sale_id]", "key: [sale]", 16, "did you mean sale_id?"),
        ('            extract: "sales_*.csv"\n', "", 12, "extract is missing: add a pattern"),
        ("format: csv", "format: CSV", 13, "none of csv, jsonl, json, parquet, xlsx"),
        ("encoding: cp1252", "encoding: cp1251x", 15, "did you mean cp125"),
        ("encoding: cp1252", "encoding: hex", 15, "unknown encoding 'hex'"),
        ('delimiter: ";"', "delimiter: semicolon", 14, "Write ';'"),
        ("event_time: sold_at", "event_time: sold", 19, "did you mean sold_at?"),
        ("freshness_hours: 30", "freshness_hours: soon", 20, "must be a whole number, not 'soon'"),
        ("data_type: timestamp", "data_type: datetime", 24, "did you mean timestamp?"),
        ('"decimal(8,2)"', '"decimal(60,2)"', 25, "data_type 'decimal(60,2)'"),
        ("name: buyer,", "name: price,", 25, "two columns are called price; the first is in"),
        ("extract_name: Card", "extract_name: no", 23, "both read the field no"),
        ("record_ids: [buyer]", "record_ids: [bayer]", 6, "did you mean buyer?"),
        ("name: raw_kiosk", "name: raw_shop", 4, "must be raw_kiosk"),
        ("name: sale_id, data_type: varchar,", "name: sale_id, required: true,", 22,
         "required is no word of a column; it belongs under config: {meta: {...}} of a column"),
        ("load: append", "load: append\n            load: snapshot", 18, "stands here twice"),
        ("load: append", "load:", 17, "load is empty"),
        ("extract_name: When", "extract_name: When, format: dd/mm/yyyy", 24, "is written like"),
        ("extract_name: When", 'extract_name: When, format: "%Q"', 24, "cannot be read (%Q)"),
        ("extract_name: When", "extract_name: When, format: epoch", 24, "did you mean epoch_"),
        ("extract_name: Card", 'extract_name: Card, format: "%Y"', 23, "format is for date and"),
        ("extract_name: When", "extract_name: When, time_zone: Paris", 24, "mean Europe/Paris?"),
        ("owner: Retail", "owner: Retail, currency: euro", 6, "three capitals"),
        ("extract_name: Price", "absent: true, constant: 1", 25, "made in one way"),
        ("extract_name: Price", "constant: cheap", 25, "does not read as decimal(8,2)"),
        ("extract_name: Price", "absent: true, required: true", 25, "nothing would ever load"),
        ("extract_name: Price", "extract_name: Price, absent: true", 25, "extract_name and absent"),
        ("extract_name: Price", "expression: Price * 2", 25, "say try_cast(field as integer)"),
        ("extract_name: Price", "expression: (select 1)", 25, "may not hold a subquery"),
        ("extract_name: Card", "extract_name: Card, other_words: keep", 23, "without words"),
        ("extract_name: Card", "extract_name: Card, words: {A: 1, a: 2}", 23, "are one word"),
        ("extract_name: Card", 'extract_name: Card, decimal: ","', 23, "decimal is for numbers"),
        ("load: append", "load: append\n            records: sales[]", 18, "is for format json"),
        ("format: csv", "format: json\n            records: sales", 14, 'end in []: "sales[]"'),
        ("format: csv", "format: json\n            pairs: extras", 14, "no column reads it"),
        ("load: append", "load: append\n            first_row_of: Sum", 18, "there are: sale_id"),
        ("load: append", "load: append\n            fill_down: {colums: [price]}", 18,
         "did you mean columns?"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_what_would_be_right(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    found = mistakes(tmp_path, (old, new))
    assert [(m.file, m.line) for m in found if says in m.words] == [("_kiosk.yml", line)], found


def test_all_mistakes_of_a_file_are_told_at_once_from_its_top(tmp_path: Path) -> None:
    changed = RIGHT.replace("owner: Retail, ", "").replace("load: append", "load: never")
    changed = changed.replace("data_type: timestamp", "data_type: when")
    path = tmp_path / "_kiosk.yml"
    path.write_text(changed)
    with pytest.raises(ContractError) as told:
        read_contract(path)
    assert [m.line for m in told.value.mistakes] == [6, 17, 24]
    assert str(told.value).count("\n") == 2


@pytest.mark.parametrize(
    "text",
    ["", "[]", "sources:", "sources: {}", "sources: [1]", "a: b: c", "sources:\n - {tables: 1}",
     "sources: [{config: {meta: 1}, tables: [{columns: [3, {name: }, {name: x}]}, 4]}]",
     "sources: &a [*a]", "\t- x", "sources: [{name: {a: 1}, config: [1], tables: [{name: 3}]}]",
     "sources: [{tables: [{name: a, config: {meta: {key: 1, load: [], extract: 3}}}]}]"],
)  # fmt: skip
def test_whatever_stands_there_is_answered_in_mistakes_and_never_breaks(
    tmp_path: Path, text: str
) -> None:
    assert read(tmp_path, text).mistakes


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "_kiosk.yml"
    path.write_bytes(b"sources: \xff\xfe")
    [mistake] = reading.read_as_far_as_possible(path).mistakes
    assert "cannot be read as UTF-8" in mistake.words


def test_a_broken_contract_is_still_known_to_be_essential(tmp_path: Path) -> None:
    essential = RIGHT.replace("owner: Retail", "owner: Retail, essential: true")
    assert read(tmp_path, essential).is_essential
    assert read(tmp_path, essential.replace("    tables:", "   tables:")).is_essential
    assert not read(tmp_path, RIGHT.replace("    tables:", "   tables:")).is_essential


def test_a_field_may_be_called_what_yaml_takes_for_a_truth_or_a_day(tmp_path: Path) -> None:
    for name in ("No", "on", "Y", "2025-10-01", "12:30", "0x1F", "1_000"):
        found = read(tmp_path, RIGHT.replace("extract_name: Card", f"extract_name: {name}"))
        assert found.extracts[0].columns[1].extract_name == name
        assert [m.words for m in found.mistakes] == (
            ["sale_id and buyer both read the field No. If that is meant, say same_field: true here"
             "; else mend extract_name."] if name == "No" else []
        )  # fmt: skip


def test_two_columns_may_read_one_field_where_the_contract_says_so(tmp_path: Path) -> None:
    shared = ("extract_name: Card", "extract_name: Price, same_field: true")
    assert mistakes(tmp_path, shared)[0].line == 25  # the later column has to say it
    later = (PRICE, PRICE.replace("Price", "Card, same_field: true"))
    assert mistakes(tmp_path, later) == ()


def test_every_word_of_a_contract_is_explained() -> None:
    page = (PROJECT / "docs" / "contract.md").read_text()
    words = {word for level in vocabulary.OURS.values() for word in level}
    assert sorted(word for word in words if f"`{word}" not in page) == []
