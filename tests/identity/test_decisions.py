"""Stewards overrule the score, by source record, until the decision expires or is undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import identity
from tests.identity.conftest import AS_OF, connect, write
from tests.identity.families import PLANTED

HEADER = "decision,record_a,record_b,author,reason,decided_on,expires_on\n"


def resolved(path: Path, lines: str, *pairs: tuple[str, str]) -> list[bool]:
    """Which pairs are one customer under the decisions `lines`."""
    file = path / "decisions.csv"
    file.write_text(HEADER + lines, encoding="utf-8")
    connection = connect()
    write(connection, PLANTED)
    identity.resolve(connection, AS_OF, references=None, steward=identity.Decisions(file))
    found = dict(
        connection.execute("select record_id, customer_id from identity.crosswalk").fetchall()
    )
    return [found[a] == found[b] for a, b in pairs]


def test_link_and_unlink_overrule_the_score_in_both_directions(tmp_path: Path) -> None:
    lines = (
        "link,crm:R1,crm:R2,ada,same man,2026-01-01,\n"
        "unlink,service:N2,crm:N1,ada,sisters,2026-01-01,\n"
        "unlink,crm:M1,shop:M1,ada,cousins,2026-01-01,2026-06-01\n"
        "link,crm:T1,crm:T2,ada,mistake,2026-01-01,\n"
        "undo,crm:T2,crm:T1,ben,twins after all,2026-02-01,\n"
        "link,crm:F1,crm:F2,ada,dated after the run,2026-12-01,\n"
    )
    assert resolved(
        tmp_path, lines, ("crm:R1", "crm:R2"), ("crm:N1", "service:N2"), ("crm:M1", "shop:M1"),
        ("crm:T1", "crm:T2"), ("crm:F1", "crm:F2"),
    ) == [True, False, True, False, False]  # fmt: skip


def test_a_decision_on_a_record_not_yet_there_waits(tmp_path: Path) -> None:
    line = "link,crm:R1,crm:not-there,ada,announced,2026-01-01,\n"
    assert resolved(tmp_path, line, ("crm:R1", "crm:R2")) == [False]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("merge,crm:R1,crm:R2,ada,?,2026-01-01,\n", "a decision is link, unlink or undo"),
    ],
)
def test_an_unknown_decision_is_named_and_stops_the_run(
    tmp_path: Path, lines: str, message: str
) -> None:
    with pytest.raises(identity.DecisionsError, match=message):
        resolved(tmp_path, lines)
