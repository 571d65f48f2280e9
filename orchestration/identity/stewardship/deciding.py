"""Deciding that two records are one customer or two, and taking that back: one line of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.identity.stewardship import decision_file
from orchestration.identity.stewardship.decision_file import Decision, DecisionsError

__all__ = ["Author", "Decided", "DecisionsError", "decide", "undo"]

LINK, UNLINK, UNDO = "link", "unlink", "undo"


@dataclass(frozen=True)
class Author:
    """Who decides, why, and on which day of the company."""

    name: str
    reason: str
    decided_on: date


@dataclass(frozen=True)
class Decided:
    """The line that was written; `already` says that customers stand that way before it."""

    decision_id: str
    already: bool = False


def decide(
    path: Path,
    known: Mapping[str, str],
    decision: str,
    record_a: str,
    record_b: str,
    author: Author,
    expires_on: date | None = None,
) -> Decided:
    """Write that two records are one customer (link) or two (unlink).

    `known` is record → customer, as published, of those of the two that are. Raises DecisionsError
    where it is no decision about two known records, or cannot be written.
    """
    line = proposed(known, decision, record_a, record_b, author, expires_on)
    already = (known[record_a] == known[record_b]) == (decision == LINK)
    return Decided(_append(path, line), already)


def proposed(
    known: Mapping[str, str],
    decision: str,
    record_a: str,
    record_b: str,
    author: Author,
    expires_on: date | None = None,
) -> Decision:
    """The line that `decide` would write. Raises DecisionsError as it does."""
    if decision not in (LINK, UNLINK):
        raise DecisionsError(f"A decision is {LINK} or {UNLINK}.")
    if record_a == record_b:
        raise DecisionsError(f"{record_a} is one record; a decision is about two.")
    for record in (record_a, record_b):
        if record not in known:
            raise DecisionsError(
                f"No record {record} is in the published build. Write it as department:id; one "
                "that was delivered since is known after the next run."
            )
    return _line(decision, record_a, record_b, author, expires_on, None)


def undo(path: Path, decision_id: str, author: Author) -> Decided:
    """Take a decision back; the file keeps both lines. Raises DecisionsError."""
    return Decided(_append(path, proposed_undo(path, decision_id, author)))


def proposed_undo(path: Path, decision_id: str, author: Author) -> Decision:
    """The line that `undo` would write. Raises DecisionsError as it does."""
    lines = decision_file.read(path).to_pylist()
    found = [d for d in lines if d["decision_id"] == decision_id and d["decision"] != UNDO]
    if not found:
        raise DecisionsError(f"{path.name} holds no decision {decision_id}.")
    return _line(UNDO, found[0]["record_a"], found[0]["record_b"], author, None, decision_id)


def _line(
    decision: str, a: str, b: str, author: Author, expires_on: date | None, undoes: str | None
) -> Decision:
    who, why = author.name.strip(), author.reason.strip()
    if not who or not why:
        raise DecisionsError("A decision needs a reason and an author.")
    return Decision(decision, a, b, who, why, author.decided_on, expires_on, undoes)


def _append(path: Path, line: Decision) -> str:
    try:
        return decision_file.append(path, line)
    except OSError as error:
        raise DecisionsError(str(error)) from error
