"""Who cannot be one person whatever else agrees: the members of one family.

Nearly all wrong merges join people of one household, because e-mail, phone and address are
theirs together. Names and birth dates tell them apart, so a contradiction there forbids the link
and weighs heavily against any group that would hold both: a few slips among many records that
agree are outvoted, a second person's records are not. The numbers are levels of `comparisons`,
counted from the last (0 is `different`).
"""

from __future__ import annotations

import duckdb

from orchestration import queries
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
GIVEN_CHARACTER = _level("given", "one character another")
GIVEN_SAME = _level("given", "same")
BIRTH_SAME = _level("birth", "same day")
EMAIL_SAME = _level("email", "same")
PHONE_SAME = _level("phone", "same")
HOME = _level("address", "same line, postcode nearly")
IDENTIFIER_NEAR, IDENTIFIER_SAME = _level("identifier", "one digit"), _level("identifier", "same")
GENERATION_YEARS = 10
_LIVED = "between 1500 and 2100"  # any other year is a slip, and contradicts nothing

ORGANISATION = "organisation"
# Of the words that are an organisation's own: two plumbers behind one door both say plumbing.
_MOST_WORDS = 0.5  # of one organisation's name, in another's at one address
_A_WORD = 0.01  # of it, in another's at one address with one telephone
_TWIN_BIRTHS = 0.016
KINDS = "kinds"

FAMILY_SIMILAR = _level("family", "similar")
# Twins look like this, and so does one person under two given names.
_TWINS = (
    f"gamma_birth = {BIRTH_SAME} and (gamma_address >= {HOME} or gamma_family >= {FAMILY_SIMILAR})"
)

_GENERATION = f"abs({_year('l')} - {_year('r')}) >= {GENERATION_YEARS}"
REASONS = {
    "given_names": f"""gamma_given = {GIVEN_DIFFERENT}
        and not (gamma_identifier >= {IDENTIFIER_NEAR} and gamma_birth = {BIRTH_SAME})
        and not (gamma_identifier = {IDENTIFIER_SAME} and {{trusts_identifier}})
        and not ({_TWINS} and {{trusts_birth_date}})""",
    "two_names": f"""gamma_given = {GIVEN_KNOWN} and gamma_birth <> {BIRTH_SAME}
        and gamma_identifier < {IDENTIFIER_NEAR}
        and 0 in (gamma_birth, gamma_email, gamma_phone)""",
    "one_character": f"""gamma_given = {GIVEN_CHARACTER} and gamma_birth <> {BIRTH_SAME}
        and gamma_identifier < {IDENTIFIER_NEAR}""",
    "generations": "l.suffix <> r.suffix",
    "birth_years": f"""gamma_birth = {BIRTH_DIFFERENT} and gamma_identifier < {IDENTIFIER_NEAR}
        and not {{doubts_birth_date}} and {_year("l")} {_LIVED} and {_year("r")} {_LIVED}
        and {_GENERATION}""",
    "middle_names": f"""gamma_middle = {MIDDLE_DIFFERENT} and l.script is not distinct from r.script
        and gamma_birth <> {BIRTH_SAME}
        and gamma_email <> {EMAIL_SAME} and gamma_identifier <> {IDENTIFIER_SAME}""",
    "organisation_names": f"""l.named = '{ORGANISATION}' and r.named = '{ORGANISATION}'
        and not words_within(l.family_name, r.family_name)
        and not words_within(r.family_name, l.family_name)
        and not (gamma_address >= {HOME} and greatest(
            words_shared(own_words(l.family_name), own_words(r.family_name)),
            words_shared(own_words(r.family_name), own_words(l.family_name))
        ) >= case when gamma_phone = {PHONE_SAME} then {_A_WORD} else {_MOST_WORDS} end)""",
    # Who names two, a firm, a post in one or an estate is nobody's own record: see `attach`.
    KINDS: "l.named <> r.named",
}


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
        queries.filled(
            __file__,
            "trusts_birth_date.sql",
            identifier_near=IDENTIFIER_NEAR,
            scored=scored,
            given_different=GIVEN_DIFFERENT,
            twins=_TWINS,
        )
    ).fetchall()[0]
    return bool(same >= 20 and different <= 0.25 * same)


def doubts_birth_date(connection: duckdb.DuckDBPyConnection, scored: str) -> bool:
    """Whether birth dates are so often wrong here that a generation between them tells little.

    They are where of the pairs of one name and one mailbox or identifier, which hardly ever are
    father and son, many are that far apart.
    """
    known, apart = connection.execute(
        queries.filled(
            __file__,
            "doubts_birth_date.sql",
            generation=_GENERATION,
            scored=scored,
            email_same=EMAIL_SAME,
            identifier_same=IDENTIFIER_SAME,
            given_same=GIVEN_SAME,
            family_similar=FAMILY_SIMILAR,
        )
    ).fetchall()[0]
    return bool(known >= 50 and apart >= 0.03 * known)


def trusts_exclusion(connection: duckdb.DuckDBPyConnection, scored: str) -> bool:
    """The same where no identifier tells, but departments keep one record per person.

    Twins stand in one such department as two records: where there are few of these, and many such
    pairs across departments, a given name was misread.
    """
    within, across = connection.execute(
        queries.filled(
            __file__,
            "trusts_exclusion.sql",
            scored=scored,
            given_different=GIVEN_DIFFERENT,
            twins=_TWINS,
        )
    ).fetchall()[0]
    return bool(across >= 20 and within <= 0.1 * across)


def trusts_no_twins(connection: duckdb.DuckDBPyConnection, scored: str) -> bool:
    """The same where such pairs are far more than there can be twins.

    Of a hundred births one or two are of twins (Monden, Pison & Smits 2021: 12 in 1,000): where
    groups of one birth date and surname and different given names are several times as many,
    nearly all of them are one person's.
    """
    alike, people = connection.execute(
        queries.filled(
            __file__,
            "trusts_no_twins.sql",
            scored=scored,
            given_different=GIVEN_DIFFERENT,
            birth_same=BIRTH_SAME,
            family_similar=FAMILY_SIMILAR,
        )
    ).fetchall()[0]
    return bool(alike >= 50 and alike >= 4 * _TWIN_BIRTHS * people)


def vetoed(scored: str, model: Model) -> str:
    """A query of the scored pairs of the relation `scored` with `apart`, the reason or null.

    Pairs that have nothing in common to compare say nothing and fall away.
    """
    trusted = {
        "trusts_identifier": model.trusts_identifier,
        "trusts_birth_date": model.trusts_birth_date,
        "doubts_birth_date": model.doubts_birth_date,
    }
    cases = " ".join(
        f"when {condition.format(**trusted)} then '{reason}'"
        for reason, condition in REASONS.items()
    )
    return queries.filled(
        __file__,
        "vetoed.sql",
        cases=cases,
        scored=scored,
        is_compared=" or ".join(f"gamma_{c.name} >= 0" for c in COMPARISONS),
    )
