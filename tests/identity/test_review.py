"""What a person should decide is asked with the command that settles it, without values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from orchestration import identity
from orchestration.identity.stewardship import decision_file
from orchestration.identity.stewardship.decision_file import Decision
from tests.identity.conftest import AS_OF, Record, connect, write
from tests.identity.families import PLANTED

SECOND = Record("crm:N9", "Natasha Fenwick", None, "nf@mail.test", "07911 000106")


def test_open_questions_are_asked_until_they_are_decided(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    connection = connect()
    write(connection, [*PLANTED, SECOND])

    def asked() -> dict[str, list[tuple[str, str, str, str]]]:
        identity.resolve(connection, AS_OF, references=None, steward=identity.Decisions(file))
        rows = connection.execute(
            "select question, record_a, record_b, why, command from identity.review_items"
        ).fetchall()
        return {
            kind: [(a, b, why, command) for k, a, b, why, command in rows if k == kind]
            for kind in {row[0] for row in rows}
        }

    def decide(kind: str, a: str, b: str) -> str:
        line = Decision(kind, a, b, "ada", "looked", date(2026, 1, 1))
        return decision_file.append(file, line)

    before = asked()
    a, b = "crm:N1", "crm:N9"
    ((why, command),) = [item[2:] for item in before["second_record_in_source"] if item[1] == b]
    assert "one record per person" in why
    assert command.startswith("customer360 identity unlink crm:N1 crm:N9 --reason")
    for value in ("fenwick", "natasha", "mail.test", "07911"):
        assert value not in repr(before).lower()

    decide("link", a, b)
    first = decide("link", "crm:T1", "crm:T2")
    second = decide("unlink", "crm:T2", "crm:T1")
    after = asked()
    assert b not in repr(after.get("second_record_in_source"))
    ((_, _, why, command),) = after["contradictory_decisions"]
    assert first in why
    assert second in why
    assert command == f"customer360 identity undo {first}"


_HILL: dict[str, Any] = {"address_line_1": "14 Rowan Hill", "postcode": "BS7 2PL"}
_BANK: dict[str, Any] = {"address_line_1": "2 Quarry Bank", "postcode": "TR1 4ZZ"}
COUPLE = [
    Record("crm:X1", "Imogen Tallack", None, "imogen.t@mail.test", "07911 400211", **_HILL),
    Record("shop:X1", "Imogen Tallack", None, "imogen.t@mail.test", "07911 400211"),
    Record("delivery:X1", "I Tallack", None, None, "07911 400211", **_HILL),
    Record("crm:X2", "Isadora Tallack", None, "izzy.t@mail.test", "07700 955872", **_HILL),
    Record("shop:X2", "Isadora Tallack", None, "izzy.t@mail.test", "07700 955872"),
]
TWO_BIRTH_DATES = [
    Record("crm:Y1", "Gwendolyn Pascoe", date(1960, 7, 8), "gp@mail.test", "07911 400377", **_BANK),
    Record("shop:Y2", "Gwendolyn Pascoe", None, "gp@mail.test", "07911 400377", **_BANK),
    Record("insurance:Y3", "Gwendolyn Pascoe", date(1962, 3, 1), "gp@mail.test", "07911 400377"),
]


def test_an_initial_that_fits_a_couple_is_asked_only_while_the_rest_of_them_leaves_a_doubt() -> (
    None
):
    connection = connect()
    write(connection, [*PLANTED, *COUPLE])
    identity.resolve(connection, AS_OF, references=None, keep_work=True)
    asked = connection.execute(
        "select record_a, record_b from identity.review_items "
        "where question = 'strong_link_not_made'"
    ).fetchall()
    strong = connection.execute(
        "select a, b, mean < -6 from identity_work.across where weight > 6 order by 1, 2"
    ).fetchall()
    assert asked == [("crm:C2", "delivery:C3")]
    assert ("delivery:X1", "crm:X2", True) in [
        (*sorted((a, b), reverse=True), m) for a, b, m in strong
    ]


def test_a_customer_whose_records_name_two_birth_dates_is_asked_about() -> None:
    connection = connect()
    write(connection, [*PLANTED, *TWO_BIRTH_DATES])
    identity.resolve(connection, AS_OF, references=None)
    assert connection.execute(
        "select record_a, record_b, command from identity.review_items "
        "where question = 'contradicts_itself'"
    ).fetchall() == [
        ("crm:Y1", "insurance:Y3", "customer360 identity unlink crm:Y1 insurance:Y3 --reason …")
    ]
