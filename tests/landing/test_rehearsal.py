"""Before a run: what the newest file of a table would come to, and nothing is touched."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from orchestration.commands import contracts
from orchestration.company import departments
from orchestration.landing.rehearsal import FIRST, rehearse
from tests.company.contracts import RIGHT, read
from tests.landing.corpus import GOOD, HEADER, row
from tests.landing.house import House


def found(house: House) -> list[tuple[str, bool]]:
    return [(one.words, one.is_refused) for one in rehearse(house.extract, house.settings)]


def test_a_sound_file_leaves_nothing_to_say_and_nothing_behind(house: House) -> None:
    house.deliver("people_1.csv", GOOD)
    assert found(house) == []
    assert not house.settings.archive.exists()
    assert not (house.settings.build / "spool").exists()


def test_the_newest_file_counts(house: House) -> None:
    house.deliver("people_2025-01-01.csv", "nothing,of,ours\n")
    house.deliver("people_2025-01-02.csv", GOOD)
    assert found(house) == []
    house.deliver("people_2025-01-03.csv", GOOD.replace("Spend", "Spent"))
    [(words, is_refused)] = found(house)
    assert is_refused and "would be quarantined" in words and "renamed to Spent?" in words


def test_no_file_is_a_warning_that_offers_what_lies_there(house: House) -> None:
    assert found(house) == [("No file matches people_*.csv yet.", False)]
    house.deliver("persons_1.csv", GOOD)
    assert found(house) == [
        ("No file matches people_*.csv; the folder holds persons_1.csv.", False)
    ]


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_of_a_large_file_the_first_whole_records_are_read(
    house: House, compression: str | None
) -> None:
    house = house.with_contract(compression=compression)
    noted = row(1).replace("Name 1", '"a\n' + "long name\n" * 200 + '"')
    text = HEADER + noted * 400
    assert len(text) > FIRST
    content = gzip.compress(text.encode()) if compression else text
    house.deliver("people_1.csv", content)
    [(words, is_refused)] = found(house)  # one id for all, so all but one are doubles
    assert not is_refused and "The key stands in this file twice" in words


def test_a_file_of_which_no_record_would_load_is_refused(house: House) -> None:
    house.deliver("people_1.csv", HEADER + ",Ann,2025-01-01,1,1\n")
    [(words, is_refused)] = found(house)
    assert is_refused and "Required column person_id is empty" in words


def test_a_document_is_tried_whole(house: House) -> None:
    columns = (house.extract.columns[0],)
    house.extract = replace(house.extract, format="json", columns=columns, event_time=None)
    house.deliver("people_1.csv", json.dumps({"people": [{"Id": "a"}]}))
    [(words, is_refused)] = found(house)
    assert is_refused and "Required column person_id is empty" in words


def test_check_tells_every_mistake_and_ends_with_one(
    house: House,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("contracts")
    wrong = read(folder, RIGHT.replace("delimiter", "delimeter").replace("load: append", "load: x"))
    right = replace(departments.Department("crm", "", "Tests", (house.extract,)))
    monkeypatch.setattr(departments, "departments", lambda: (wrong, right))
    written = io.StringIO()
    monkeypatch.setattr(contracts, "console", Console(file=written, highlight=False))
    monkeypatch.setattr(contracts, "given_settings", lambda: house.settings)
    house.deliver("people_1.csv", GOOD.replace("Spend", "Spent"))
    with pytest.raises(contracts.typer.Exit) as ended:
        contracts.check()
    said = written.getvalue()
    assert ended.value.exit_code == 1
    assert "_kiosk.yml, line 14: sales: delimeter is no word of a table" in said
    assert "_kiosk.yml, line 17: sales: load 'x' is none of" in said
    assert "people: people_1.csv would be quarantined" in said
    assert "2 contracts, 2 tables: 3 mistakes, 0 warnings" in said
    house.deliver("people_1.csv", GOOD)
    contracts.check("crm")
    assert "1 contracts, 1 tables: 0 mistakes" in written.getvalue()
