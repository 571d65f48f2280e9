"""Stewards overrule the score, by source record, until the decision expires or is undone."""

from __future__ import annotations

import csv
import json
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from orchestration import identity
from orchestration.identity.stewardship import decision_file
from orchestration.identity.stewardship.decision_file import Decision
from tests.identity.conftest import AS_OF, connect, write
from tests.identity.families import PLANTED

DAY = date(2026, 1, 1)


def decide(file: Path, text: str, day: date = DAY, expires: date | None = None) -> str:
    """Append `link crm:1 crm:2`."""
    kind, a, b = text.split()
    return decision_file.append(file, Decision(kind, a, b, "ada", "seen", day, expires))


def undo(file: Path, decision_id: str) -> str:
    return decision_file.append(
        file, Decision("undo", "-", "-", "ben", "mistake", DAY, undoes=decision_id)
    )


def statuses(file: Path, as_of: date = AS_OF) -> list[str]:
    return [d.status for d in identity.listed(file, as_of)]


def resolved(file: Path, *pairs: tuple[str, str]) -> list[bool]:
    """Which pairs are one customer under the decisions."""
    connection = connect()
    write(connection, PLANTED)
    identity.resolve(connection, AS_OF, references=None, steward=identity.Decisions(file))
    found = dict(
        connection.execute("select record_id, customer_id from identity.crosswalk").fetchall()
    )
    return [found[a] == found[b] for a, b in pairs]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "decisions.csv"


def test_link_and_unlink_overrule_the_score_in_both_directions(file: Path) -> None:
    decide(file, "link crm:R1 crm:R2")
    decide(file, "unlink service:N2 crm:N1")
    decide(file, "unlink crm:M1 shop:M1", expires=date(2026, 6, 1))
    undo(file, decide(file, "link crm:T1 crm:T2"))
    decide(file, "link crm:F1 crm:not-there")
    decide(file, "link crm:F1 crm:F2", date(2026, 12, 1))
    assert resolved(
        file, ("crm:R1", "crm:R2"), ("crm:N1", "service:N2"), ("crm:M1", "shop:M1"),
        ("crm:T1", "crm:T2"), ("crm:F1", "crm:F2"),
    ) == [True, False, True, False, True]  # fmt: skip


def test_a_stewards_link_is_evidence_that_readers_see(file: Path) -> None:
    wanted = decide(file, "link crm:R1 crm:R2")
    waiting = decide(file, "link crm:R1 crm:not-there")
    connection = connect()
    write(connection, PLANTED)
    identity.resolve(connection, AS_OF, references=None, steward=identity.Decisions(file))
    rows = connection.execute(
        "select matched_by, match_weight < 0 from identity.links "
        "where record_a = 'crm:R1' and record_b = 'crm:R2'"
    ).fetchall()
    assert rows == [("steward", True)]
    assert connection.execute(
        "select decision_id, status, customer_a = customer_b from identity.decisions"
    ).fetchall() == [(wanted, "in_force", True), (waiting, "waiting", None)]


def test_a_decision_ends_on_the_day_it_expires_as_measured(file: Path) -> None:
    decide(file, "link a:1 a:2", expires=date(2026, 6, 1))
    assert statuses(file, date(2026, 5, 31)) == ["in_force"]
    assert statuses(file, date(2026, 6, 1)) == ["expired"]


def test_of_two_decisions_on_one_pair_the_later_holds_and_undoing_it_brings_back_the_other(
    file: Path,
) -> None:
    decide(file, "link a:1 a:2")
    later = decide(file, "unlink a:2 a:1")
    first = identity.listed(file, AS_OF)[0]
    assert (first.status, first.overruled_by) == ("replaced", later)
    undo(file, later)
    assert statuses(file) == ["in_force", "undone"]


def test_of_decisions_that_lead_round_to_a_contradiction_the_oldest_is_set_aside(
    file: Path,
) -> None:
    decide(file, "link a:1 a:2")
    decide(file, "link a:2 a:3")
    cut = decide(file, "unlink a:1 a:3")
    decide(file, "link a:8 a:9")
    first = identity.listed(file, AS_OF)[0]
    assert (first.status, first.overruled_by) == ("set_aside", cut)
    assert statuses(file) == ["set_aside", "in_force", "in_force", "in_force"]


def test_an_unlink_that_newer_links_go_round_is_set_aside(file: Path) -> None:
    decide(file, "unlink a:1 a:3")
    decide(file, "link a:1 a:2")
    newest = decide(file, "link a:2 a:3")
    first = identity.listed(file, AS_OF)[0]
    assert (first.status, first.overruled_by) == ("set_aside", newest)


def test_an_undone_decision_cannot_be_undone_again(file: Path) -> None:
    made = decide(file, "link a:1 a:2")
    undo(file, made)
    with pytest.raises(identity.DecisionsError, match="undone already"):
        undo(file, made)


def _twenty(file: Path, who: int) -> None:
    for n in range(20):
        decide(file, f"link a:{who} b:{n}")


def test_stewards_who_write_at_once_lose_no_line(file: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(_twenty, [file] * 3, range(3)))
    lines = decision_file.read(file)
    assert lines.num_rows == 60
    assert len(set(lines["decision_id"].to_pylist())) == 60


def test_a_file_edited_by_hand_without_a_last_line_end_is_appended_to_whole(file: Path) -> None:
    decide(file, "link a:1 a:2")
    file.write_text(file.read_text().rstrip("\n").replace("seen", '"two, ""quoted""\nlines"'))
    decide(file, "link a:3 a:4")
    reasons = [d.reason for d in identity.listed(file, AS_OF)]
    assert reasons == ['two, "quoted"\nlines', "seen"]


def test_a_file_that_a_spreadsheet_saved_is_appended_to_in_its_own_dialect(file: Path) -> None:
    decide(file, "link a:1 a:2")
    file.write_text("\ufeff" + file.read_text().replace(",", ";"), encoding="utf-8")
    decide(file, "link a:3 a:4")
    assert [d.record_a for d in identity.listed(file, AS_OF)] == ["a:1", "a:3"]


@pytest.mark.parametrize("encoding", ["utf-16", "json"])
def test_what_is_read_but_is_no_text_in_utf_8_is_not_appended_to(file: Path, encoding: str) -> None:
    decide(file, "link a:1 a:2")
    text = file.read_text()
    if encoding == "json":
        text = json.dumps(list(csv.DictReader(text.splitlines())))
    content = text.encode("utf-8" if encoding == "json" else encoding)
    file.write_bytes(content)
    assert [d.record_a for d in identity.listed(file, AS_OF)] == ["a:1"]
    with pytest.raises(identity.DecisionsError, match="no CSV in UTF-8"):
        decide(file, "link a:3 a:4")
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("link", "merge", "decision 1 holds an unknown decision; it is link, unlink or undo"),
        ("author", "writer", "lacks author"),
        ("2026-01-01", "1 May", "decided_on is no day"),
        ("ada", "", "decision 1 has no author"),
        ("ada,seen", "ada,see,n", "a line is damaged"),
    ],
)
def test_a_damaged_file_is_refused_and_the_damage_named(
    file: Path, before: str, after: str, message: str
) -> None:
    decide(file, "link crm:R1 crm:R2")
    file.write_text(file.read_text().replace(before, after))
    with pytest.raises(identity.DecisionsError, match=message):
        identity.listed(file, AS_OF)
