"""Spellings of one address → the building they mean.

Two customers' addresses fall together for a slip only where the rest of the address leaves no
doubt: a postcode of few addresses, or the same number, street and surname. Streets of different
numbers (`1st ave`, `2nd ave`) are different streets, and so are post boxes.
"""

from __future__ import annotations

import duckdb

from orchestration import queries

# A third of the letters at most are others.
_ALIKE = (
    "damerau_levenshtein(a.street, b.street) <= 0.34 * greatest(length(a.street), length(b.street))"
)
TELLING = 60  # more different addresses than this, and a postcode does not tell a street


def buildings(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.buildings` (text, building): what stands for each spelling.

    Reads `identity_work.sightings` and `texts`.
    """
    _slips(connection)
    connection.execute(queries.text(__file__, "buildings.sql"))


def _slips(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.slips` (text, building): every spelling and those it may stand for."""
    connection.execute(
        f"""
        create or replace table identity_work.spellings as
        select
            t.*,
            count(*) over (partition by t.postcode) <= {TELLING} as is_telling,
            regexp_replace(t.street, '[^0-9]', '', 'g') as ordinal
        from identity_work.texts as t;
        create or replace table identity_work.slips as
        with spelt as (
            select a.text, b.text as building
            from identity_work.spellings as a
            inner join identity_work.spellings as b
                on a.postcode = b.postcode and a.house_number = b.house_number
            where a.text = b.text
                or case
                    when a.street = '' or b.street = '' then list_has_any(a.names, b.names)
                    when a.ordinal <> b.ordinal then false
                    when a.is_telling then jaro_winkler_similarity(a.street, b.street) >= 0.85
                    when a.house_number = '' then false
                    when list_has_any(a.names, b.names) then {_ALIKE}
                    else damerau_levenshtein(a.street, b.street) <= 2
                        and jaro_winkler_similarity(a.street, b.street) >= 0.9
                end
        ),
        misread_postcode as (
            select a.text, b.text
            from identity_work.spellings as a
            inner join identity_work.spellings as b
                on a.house_number = b.house_number and a.street = b.street
            where a.house_number <> '' and a.street <> '' and a.people <= 2
                and a.people <= b.people and a.text <> b.text
                and (damerau_levenshtein(a.postcode, b.postcode) <= 1
                    or (damerau_levenshtein(a.postcode, b.postcode) <= 3
                        and list_has_any(a.names, b.names)))
        ),
        misread_number as (
            select a.text, b.text
            from identity_work.spellings as a
            inner join identity_work.spellings as b
                on a.postcode = b.postcode and a.street = b.street
            where a.sightings = 1 and a.house_number <> '' and b.house_number <> ''
                and a.street <> '' and a.text <> b.text
                and damerau_levenshtein(a.house_number, b.house_number) = 1
                and list_has_any(a.names, b.names)
        ),
        without_number as (
            select a.text, b.text
            from identity_work.spellings as a
            inner join identity_work.spellings as b
                on a.postcode = b.postcode and a.street = b.street
            where a.is_half and a.house_number = '' and b.house_number <> ''
                and list_has_any(a.names, b.names)
        ),
        own as (
            select distinct a.text, b.text
            from identity_work.sightings as a
            inner join identity_work.sightings as b
                on a.customer_id = b.customer_id and a.text <> b.text
            inner join identity_work.spellings as t on a.text = t.text
            where (
                damerau_levenshtein(a.postcode, b.postcode)
                + damerau_levenshtein(a.house_number, b.house_number) <= 2
                and jaro_winkler_similarity(a.street, b.street) >= 0.88
            ) or (a.postcode = b.postcode and a.house_number = b.house_number
                and a.house_number <> '' and {_ALIKE})
            or (a.postcode = b.postcode and a.house_number = '' and b.house_number <> ''
                and (t.is_telling or {_ALIKE}))
        )
        select * from spelt
        union select * from misread_postcode
        union select * from misread_number
        union select * from without_number
        union select * from own
        """
    )
