"""Who cannot be one person whatever else agrees: the members of one family.

Nearly all wrong merges join people of one household, because e-mail, phone and address are
theirs together. Names and birth dates tell them apart, so a contradiction there forbids the link
and weighs heavily against any group that would hold both: a few slips among many records that
agree are outvoted, a second person's records are not. The numbers are levels of `comparisons`,
counted from the last (0 is `different`).
"""

from __future__ import annotations

import duckdb

from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model


def _level(name: str, label: str) -> int:
    """The level of a comparison by its label."""
    levels = next(c.levels for c in COMPARISONS if c.name == name)
    return len(levels) - 1 - [level.label for level in levels].index(label)


def _year(side: str) -> str:
    return (
        f"case when length({side}.birth_text) = 8 then cast(left({side}.birth_text, 4) as int) end"
    )


GIVEN_DIFFERENT = MIDDLE_DIFFERENT = BIRTH_DIFFERENT = 0
GIVEN_KNOWN = _level("given", "alike, both known")
BIRTH_SAME = _level("birth", "same day")
EMAIL_SAME = _level("email", "same")
PHONE_SAME = _level("phone", "same")
HOME = _level("address", "same line, postcode nearly")
IDENTIFIER_NEAR, IDENTIFIER_SAME = _level("identifier", "one digit"), _level("identifier", "same")
GENERATION_YEARS = 10
_LIVED = "between 1500 and 2100"  # any other year is a slip, and contradicts nothing

ORGANISATION = "organisation"
KINDS = "kinds"
_ALIKE = 0.9  # words of two organisations' names, by Jaro and Winkler

FAMILY_SIMILAR = _level("family", "similar")
# Twins look like this, and so does one person under two given names.
_TWINS = (
    f"gamma_birth = {BIRTH_SAME} and (gamma_address >= {HOME} or gamma_family >= {FAMILY_SIMILAR})"
)

REASONS = {
    "given_names": f"""gamma_given = {GIVEN_DIFFERENT}
        and not (gamma_identifier >= {IDENTIFIER_NEAR} and gamma_birth = {BIRTH_SAME})
        and not (gamma_identifier = {IDENTIFIER_SAME} and {{trusts_identifier}})
        and not ({_TWINS} and {{trusts_birth_date}})""",
    "two_names": f"""gamma_given = {GIVEN_KNOWN} and gamma_birth <> {BIRTH_SAME}
        and gamma_identifier < {IDENTIFIER_NEAR}
        and 0 in (gamma_birth, gamma_email, gamma_phone)""",
    "generations": "l.suffix <> r.suffix",
    "birth_years": f"""gamma_birth = {BIRTH_DIFFERENT} and gamma_identifier < {IDENTIFIER_NEAR}
        and {_year("l")} {_LIVED} and {_year("r")} {_LIVED}
        and abs({_year("l")} - {_year("r")}) >= {GENERATION_YEARS}""",
    "middle_names": f"""gamma_middle = {MIDDLE_DIFFERENT} and gamma_birth <> {BIRTH_SAME}
        and gamma_email <> {EMAIL_SAME} and gamma_identifier <> {IDENTIFIER_SAME}""",
    "organisation_names": f"""l.named = '{ORGANISATION}' and r.named = '{ORGANISATION}'
        and not words_within(l.family_name, r.family_name)
        and not words_within(r.family_name, l.family_name)
        and not (gamma_phone = {PHONE_SAME} and gamma_address >= {HOME})""",
    # Who names two, a firm, a post in one or an estate is nobody's own record: see `attach`.
    KINDS: "l.named <> r.named",
}


def macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `words_within(x, y)`: whether every word of x is like a word of y."""
    connection.execute(
        f"""
        create or replace temp macro words_within(x, y) as
            list_bool_and(list_transform(
                string_split(x, ' '),
                lambda word: list_bool_or(list_transform(
                    string_split(y, ' '),
                    lambda other: jaro_winkler_similarity(word, other) >= {_ALIKE}
                ))
            ))
        """
    )


def trusts_identifier(connection: duckdb.DuckDBPyConnection, scored: str) -> bool:
    """Whether one identifier is one person here even under two given names.

    It is where such pairs of the relation `scored` have one birth date too. Families that lend
    each other a number have two; where birth dates do not tell, it is not.
    """
    known, same = connection.execute(
        f"""
        select count(*), count(*) filter (gamma_birth >= {BIRTH_SAME - 1})
        from {scored}
        where gamma_identifier = {IDENTIFIER_SAME} and gamma_given = {GIVEN_DIFFERENT}
            and gamma_birth >= 0
        """
    ).fetchall()[0]
    return bool(known >= 10 and same >= 0.6 * known)


def trusts_birth_date(connection: duckdb.DuckDBPyConnection, scored: str) -> bool:
    """Whether two given names of one birth date and home or surname are one person's, not twins'.

    They are where nearly all such pairs have one identifier; twins never do.
    """
    same, different = connection.execute(
        f"""
        select
            count(*) filter (gamma_identifier >= {IDENTIFIER_NEAR}),
            count(*) filter (gamma_identifier < {IDENTIFIER_NEAR})
        from {scored}
        where gamma_given = {GIVEN_DIFFERENT} and {_TWINS} and gamma_identifier >= 0
        """
    ).fetchall()[0]
    return bool(same >= 20 and different <= 0.25 * same)


def vetoed(scored: str, model: Model) -> str:
    """A query of the scored pairs of the relation `scored` with `apart`, the reason or null.

    Pairs that have nothing in common to compare say nothing and fall away.
    """
    trusted = {
        "trusts_identifier": model.trusts_identifier,
        "trusts_birth_date": model.trusts_birth_date,
    }
    cases = " ".join(
        f"when {condition.format(**trusted)} then '{reason}'"
        for reason, condition in REASONS.items()
    )
    return f"""
        select s.*, case {cases} end as apart
        from {scored} as s
        inner join identity_work.payloads as l on s.node_l = l.node
        inner join identity_work.payloads as r on s.node_r = r.node
        where {" or ".join(f"gamma_{c.name} >= 0" for c in COMPARISONS)}
    """
