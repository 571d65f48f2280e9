"""Where a file differs from its contract, the ledger says how and what was done about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.company.departments import ContractError, read_contract
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House

TWELVE = HEADER + "".join(row(number) for number in range(1, 13))
CONTRACT = """
sources:
  - name: raw_crm
    description: One.
    config: {{meta: {{department: crm, owner: Sales, record_ids: [person_id]}}}}
    tables:
      - name: people
        description: Two.
        config:
          meta: {{extract: "*.csv", format: csv, key: [person_id], load: append, {meta}}}
        columns:
          - {{name: person_id, data_type: {kind}}}
"""


@pytest.mark.parametrize(
    ("content", "kind", "column", "action"),
    [
        (GOOD.replace("Spend", "Spent"), "renamed", "Spend", "quarantined"),
        (GOOD.replace("Spend", "Q"), "missing", "Spend", "quarantined"),
        (GOOD.replace("Spend", "SPEND"), "respelled", "spend_gbp", "loaded"),
        (GOOD.replace("\n", ",\n").replace("Spend,", "Spend,Pet"), "added", "Pet",
         "kept in _extra"),
        (TWELVE.replace("2024-", "24/"), "type_changed", "seen_at", "quarantined"),
        (GOOD.encode("utf-16"), "encoding_changed", "", "read as what it looks like"),
    ],
)  # fmt: skip
def test_a_drift_is_reported_with_what_was_done(
    house: House, content: str | bytes, kind: str, column: str, action: str
) -> None:
    house.fate("people_1.csv", content)
    found = house.connection.execute(
        "select kind, column_name, action from landing.drift"
    ).fetchall()
    assert found == [(kind, column, action)]


def test_a_file_as_contracted_has_no_drift(house: House) -> None:
    house.fate("people_1.csv", GOOD)
    assert house.connection.execute("select * from landing.drift").fetchall() == []


@pytest.mark.parametrize(
    ("kind", "meta", "says"),
    [
        ("money", "encoding: utf-8", "person_id has unknown type 'money'"),
        ("varchar", "encoding: utf-9", "unknown encoding 'utf-9'"),
        ("varchar", "extra_columns: ignore", "'ignore' is none of keep, quarantine"),
        ("varchar", "event_time: seen_at", "event_time must name a contracted column"),
    ],
)
def test_a_contract_the_loader_cannot_act_on_is_refused(
    tmp_path: Path, kind: str, meta: str, says: str
) -> None:
    path = tmp_path / "_crm.yml"
    path.write_text(CONTRACT.format(kind=kind, meta=meta))
    with pytest.raises(ContractError, match=says):
        read_contract(path)


def test_a_table_knows_which_of_its_columns_an_erasure_is_about(tmp_path: Path) -> None:
    path = tmp_path / "_crm.yml"
    path.write_text(CONTRACT.format(kind="varchar", meta="encoding: utf-8"))
    [extract] = read_contract(path).extracts
    assert extract.record_ids == (("crm", "person_id"),)
