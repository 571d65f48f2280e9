"""What a person should decide: why it is open, and the command that would settle it."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.scoring.model import Model
from orchestration.identity.stewardship import review_candidates

_COMMAND = "'customer360 identity {} ' || record_a || ' ' || record_b || ' --reason …'"
_BITS = "printf('%.1f', match_weight)"
# Question → why it is asked, and what settles it: SQL over the columns of an item.
_WORDS = {
    "contradictory_decisions": (
        "'Decisions ' || decision_id || ' and ' || overruled_by || ' cannot both hold; the newer '"
        " || 'one does.'",
        "'customer360 identity undo ' || decision_id",
    ),
    "second_record_in_source": (
        "'This source keeps one record per person, yet two of them are one customer.'",
        _COMMAND.format("unlink"),
    ),
    "contradicts_itself": (
        "'One customer, yet these two records differ in a birth date, middle name, identifier, or '"
        " || 'in both e-mail and phone.'",
        _COMMAND.format("unlink"),
    ),
    "large_customer": (
        "size || ' different sets of details; the pair named hangs on least.'",
        _COMMAND.format("unlink"),
    ),
    "strong_link_not_made": (
        f"'The two agree by ' || {_BITS} || ' bits, but other records of their customers "
        "seem to contradict.'",
        _COMMAND.format("link"),
    ),
    "nearly_linked": (
        f"'Their agreement weighs ' || {_BITS} || ' bits, a little less than needed.'",
        _COMMAND.format("link"),
    ),
    "barely_linked": (
        f"'Nothing holds this record but ' || {_BITS} || ' bits, a little more than needed.'",
        _COMMAND.format("unlink"),
    ),
}


def publish(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Write `identity.review_items`: one row per open question.

    What a steward decided in force is not asked again. Reads `identity_work.edges`, `inside`,
    `payload_records`, `numbered`, and `identity.decisions`.
    """
    review_candidates.collect(connection, model)
    why = " ".join(f"when '{name}' then {said}" for name, (said, _) in _WORDS.items())
    command = " ".join(f"when '{name}' then {said}" for name, (_, said) in _WORDS.items())
    connection.execute(queries.filled(__file__, "review_items.sql", why=why, command=command))
