"""Every nasty file has the fate that is written beside it, and every record is accounted for."""

from __future__ import annotations

import hashlib

import pytest

from orchestration.landing.archive import locate
from orchestration.landing.ledger import raw_table
from tests.landing import corpus_binary, corpus_csv, corpus_jsonl, corpus_more
from tests.landing.corpus import Case
from tests.landing.house import House

CASES = [*corpus_csv.CASES, *corpus_jsonl.CASES, *corpus_binary.CASES, *corpus_more.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_nasty_file_has_its_fate(house: House, case: Case) -> None:
    house = house.with_contract(**case.contract)
    receipt = house.fate(case.name, case.content)
    counts = (receipt.records_in, receipt.loaded, receipt.rejected)
    assert (receipt.status, counts) == (case.status, case.counts), receipt.reason
    assert case.says in (receipt.reason or "")
    assert len(house.rows("_row")) == receipt.loaded
    lost = house.rejects("kind, octet_length(raw_bytes) > 0")
    assert sum(kind == "record" for kind, _ in lost) == receipt.rejected
    assert all(has_bytes for _, has_bytes in lost)
    archived = locate(receipt.sha256, house.settings.archive).read_bytes()
    assert hashlib.sha256(archived).hexdigest() == hashlib.sha256(case.content).hexdigest()
    assert not list((house.settings.build / "spool").iterdir())
    if case.sees:
        found = house.connection.execute(
            "select " + case.sees.format(raw=raw_table(house.extract))
        ).fetchall()
        assert found == [case.finds]


def test_the_corpus_holds_at_least_two_hundred_files_each_with_a_title_of_its_own() -> None:
    assert len({case.title for case in CASES}) == len(CASES) >= 200
