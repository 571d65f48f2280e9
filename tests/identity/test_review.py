"""What a person should decide is asked with the command that settles it, without values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from orchestration import identity
from orchestration.identity import decision_file
from orchestration.identity.decision_file import Decision
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
