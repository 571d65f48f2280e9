"""Who cannot be one person whatever else agrees: the members of one family.

Nearly all wrong merges join people of one household, because e-mail, phone and address are
theirs together. Names and birth dates tell them apart, so a contradiction there forbids the link
and average linkage cannot outvote it. The numbers are levels of `comparisons`, counted from the
last (0 is `different`).
"""

from __future__ import annotations

import duckdb

from orchestration.identity.comparisons import COMPARISONS


def _level(name: str, label: str) -> int:
    """The level of a comparison by its label."""
    levels = next(c.levels for c in COMPARISONS if c.name == name)
    return len(levels) - 1 - [level.label for level in levels].index(label)


def _year(side: str) -> str:
    return f"cast(left({side}.birth_text, 4) as integer)"


GIVEN_DIFFERENT = MIDDLE_DIFFERENT = BIRTH_DIFFERENT = 0
BIRTH_SAME = _level("birth", "same day")
EMAIL_SAME = _level("email", "same")
IDENTIFIER_SAME = _level("identifier", "same")
GENERATION_YEARS = 10

REASONS = {
    "given_names": f"""gamma_given = {GIVEN_DIFFERENT}
        and not (gamma_identifier = {IDENTIFIER_SAME} and gamma_birth = {BIRTH_SAME})""",
    "generations": "l.suffix <> r.suffix",
    "birth_years": f"""gamma_birth = {BIRTH_DIFFERENT} and gamma_identifier <> {IDENTIFIER_SAME}
        and abs({_year("l")} - {_year("r")}) >= {GENERATION_YEARS}""",
    "middle_names": f"""gamma_middle = {MIDDLE_DIFFERENT} and gamma_birth <> {BIRTH_SAME}
        and gamma_email <> {EMAIL_SAME} and gamma_identifier <> {IDENTIFIER_SAME}""",
}


def veto(connection: duckdb.DuckDBPyConnection, scored: str, target: str) -> None:
    """Write `identity_work.<target>`, the result of `vetoed`."""
    connection.execute(
        f"create or replace table identity_work.{target} as {vetoed(f'identity_work.{scored}')}"
    )


def vetoed(scored: str) -> str:
    """A query of the scored pairs of the relation `scored` with `apart`, the reason or null.

    Pairs that have nothing in common to compare say nothing and fall away.
    """
    cases = " ".join(f"when {condition} then '{reason}'" for reason, condition in REASONS.items())
    return f"""
        select s.*, case {cases} end as apart
        from {scored} as s
        inner join identity_work.payloads as l on s.node_l = l.node
        inner join identity_work.payloads as r on s.node_r = r.node
        where {" or ".join(f"gamma_{c.name} >= 0" for c in COMPARISONS)}
    """
