"""Names as given, middle, family and generation: plain SQL, with nameparser for the odd ones."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.values import parsers, sentinels

_PLAIN_NAME = r"^[\p{L}.''-]+ [\p{L}.''-]+$"
# One or two words between given and family name, none of them a rank.
_MIDDLE = (
    r"regexp_matches(w.between, '^[^ ]+( [^ ]+)?$') and not regexp_matches(w.between, "
    r"'\b(of|the|st|nd|rd|th|baron|baronet|earl|duke|viscount|marquess|count|lord|lady|sir)\b')"
)
_EMPTY = sentinels.quoted_list(sentinels.WHOLE_NAMES)
_NOBODY = sentinels.quoted_list(sentinels.NAMES)
_PARTS = sentinels.quoted_list(sentinels.PARTS)
_SURNAMES = sentinels.quoted_list(sentinels.SURNAMES)
_GENERATIONS = "|".join(sentinels.GENERATIONS)
_AFTER = "|".join(sentinels.GENERATIONS + sentinels.HONOURS)


def standardise(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.name_values`: one row per distinct name as written.

    A full name of two plain words is given and family name; anything odder goes to nameparser.
    Beside a given or a family name, a full name tells the parts that are missing.
    """
    odd = connection.execute(
        queries.filled(__file__, "odd_full_names.sql", plain_name=_PLAIN_NAME)
    ).fetchall()
    connection.register("odd_full_names", parsers.full_names([row[0] for row in odd]))
    connection.execute(
        queries.filled(
            __file__,
            "name_values.sql",
            parts=_PARTS,
            middle=_MIDDLE,
            empty=_EMPTY,
            after=_AFTER,
            generations=_GENERATIONS,
            nobody=_NOBODY,
            surnames=_SURNAMES,
        )
    )
    connection.unregister("odd_full_names")
