"""What a decision would do, before it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from orchestration import queries
from orchestration.identity.explaining import compare
from orchestration.identity.numbering import number
from orchestration.identity.resolve import RECORDS, REFERENCES
from orchestration.identity.scoring.model import Model, load
from orchestration.identity.stewardship import decision_file, decisions, overlay
from orchestration.identity.stewardship.decision_file import Decision
from orchestration.identity.values import regions


@dataclass(frozen=True)
class Move:
    """A record that would come to another customer; `after` is None for a number not yet drawn."""

    record_id: str
    before: str
    after: str | None


@dataclass(frozen=True)
class Preview:
    """`moves` are all records that change their customer; `stay` counts those of the same customers
    that do not. `set_aside` are decisions that would hold no longer.
    """

    moves: tuple[Move, ...]
    stay: int
    set_aside: tuple[str, ...]


def preview(
    connection: duckdb.DuckDBPyConnection,
    steward: decisions.Decisions,
    decision: Decision,
    as_of: date,
    *,
    records: str = RECORDS,
    references: str | None = REFERENCES,
    model: Model | None = None,
    region: str | None = None,
) -> Preview:
    """What the next run would make of `decision` if nothing else changed; nothing is kept.

    Reads the build of the last run. Raises DecisionsError when the file cannot be read.
    """
    before = decision_file.read(steward.path)
    after = decision_file.with_line(before, decision)
    scoring = compare.Scoring(
        model or load(),
        records,
        references,
        regions.of_company() if region is None else region,
        compare.population(connection),
    )
    connection.begin()
    try:
        held = [_in_force(connection, lines, as_of) for lines in (before, after)]
        concerned = _concerned(connection, decision, [*held[0].values(), *held[1].values()])
        numbered = _numbered(connection, scoring, concerned, list(held[1].values()), as_of)
    finally:
        connection.rollback()
    known = {number for _, number, _ in concerned}
    moves = tuple(
        Move(record, old, new if new in known else None)
        for record, old, _ in concerned
        if (new := numbered[record]) != old
    )
    lost = tuple(sorted(set(held[0]) - set(held[1]) - {decision.undoes}))
    return Preview(moves, len(concerned) - len(moves), lost)


_Pair = tuple[str, str, bool]
_Row = tuple[str, str, str]  # record, its customer, its customer if no steward had decided anything


def _in_force(
    connection: duckdb.DuckDBPyConnection, lines: pa.Table, as_of: date
) -> dict[str, _Pair]:
    connection.execute("drop schema if exists identity_work cascade; create schema identity_work")
    decisions.states_of(connection, lines, as_of)
    rows = connection.execute(
        "select decision_id, record_a, record_b, decision = 'link' "
        "from identity_work.decision_states where status = 'in_force' and record_a <> record_b"
    ).fetchall()
    return {str(row[0]): (str(row[1]), str(row[2]), bool(row[3])) for row in rows}


def _concerned(
    connection: duckdb.DuckDBPyConnection, decision: Decision, pairs: list[_Pair]
) -> list[_Row]:
    """Every record of the customers that the decision, or one connected with it, is about."""
    found: list[_Row] = []
    wanted = {decision.record_a, decision.record_b}
    while True:
        found = connection.execute(
            queries.text(__file__, "preview_concerned.sql"), {"records": sorted(wanted)}
        ).fetchall()
        reached = {row[0] for row in found}
        reached |= {end for a, b, _ in pairs if a in reached or b in reached for end in (a, b)}
        if reached <= wanted:
            return found
        wanted |= reached


def _numbered(
    connection: duckdb.DuckDBPyConnection,
    scoring: compare.Scoring,
    concerned: list[_Row],
    pairs: list[_Pair],
    as_of: date,
) -> dict[str, str]:
    """The customer of each of the records once `pairs` are obeyed."""
    ids = [row[0] for row in concerned]
    at = {record: position for position, record in enumerate(ids)}
    inside = [pair for pair in pairs if pair[0] in at and pair[1] in at]
    bases = np.unique([row[2] for row in concerned], return_inverse=True)[1]
    with compare.compared(connection, scoring, ids):
        found = connection.execute(
            "select p.record_id, p.node from identity_work.payload_records as p"
        ).fetchall()
        nodes = dict(found)
        labels = overlay.laid(
            overlay.Records(ids, np.array([nodes[r] for r in ids], np.int64), bases),
            overlay.scored(connection, "identity_work.edges"),
            overlay.Decided(
                np.array([at[a] for a, _, _ in inside], np.int64),
                np.array([at[b] for _, b, _ in inside], np.int64),
                np.array([together for _, _, together in inside], np.bool_),
            ),
        )
        connection.register(
            "laid", pa.table({"record_id": ids, "base": bases, "grp": pa.array(labels)})
        )
        connection.execute(
            queries.text(__file__, "preview_assigned.sql").replace("{records}", scoring.records)
        )
        number.number(connection, as_of)
        rows = connection.execute(
            "select record_id, customer_id from identity_work.numbered"
        ).fetchall()
    return dict(rows)
