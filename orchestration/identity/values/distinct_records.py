"""Records that say exactly the same collapse into one payload before anything is compared.

A payload without any contact, address or birth date stays one per record: two people called
`john smith` say the same, yet that is no evidence that they are one.
"""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration import queries
from orchestration.identity.values import parsers, scripts

KNOWN_FROM = 8  # people who carry a given name
WRITTEN_FROM, WRITTEN_BY = 3, 2  # records and departments that write it in one full name
SINGLE_SOURCES = "from identity.single_sources"
COMPARED = (
    "named", "given_name", "middle_name", "family_name", "suffix", "script", "birth_on",
    "birth_text", "email", "phone", "phone_alternative", "house_number", "street", "flat",
    "postcode", "city", "national_id", "loyalty_number",
)  # fmt: skip
_STRONG = (
    "coalesce(email, phone, phone_alternative, national_id, loyalty_number, "
    "birth_text, house_number || postcode)"
)


def collapse(
    connection: duckdb.DuckDBPyConnection,
    names: str = "identity_work.keyed",
    single: str = "select null::varchar as department where false",
) -> int:
    """Write `identity_work.payloads` and `payload_records`; return the number of payloads.

    `node` is the head of the content's hash: it depends neither on record numbers nor on file
    order, and stays the same from build to build (60 bits: among a million payloads two share one
    once in two million builds). Names are known from the relation `names`.
    """
    columns = ", ".join(COMPARED)
    text = " || '|' || ".join(f"coalesce(cast({c} as varchar), '')" for c in COMPARED)
    connection.execute(queries.filled(__file__, "keyed.sql", text=text, strong=_STRONG))
    connection.register("given_forms", _forms(connection, names))
    connection.register("name_sounds", _sounds(connection))
    connection.execute(queries.filled(__file__, "payloads.sql", columns=columns, single=single))
    connection.unregister("given_forms")
    connection.unregister("name_sounds")
    return int(connection.execute("select count(*) from identity_work.payloads").fetchall()[0][0])


def _sounds(connection: duckdb.DuckDBPyConnection) -> Any:
    """`name, sound, bones` of every name of the records."""
    rows = connection.execute(
        """
        select distinct unnest([given_name, middle_name, family_name]) as name
        from identity_work.keyed order by 1
        """
    ).fetchall()
    return scripts.sounds([name for (name,) in rows if name is not None])


def _forms(connection: duckdb.DuckDBPyConnection, names: str) -> Any:
    """`given_name, forms, is_known` of every given name of the relation `names`.

    A name that many people carry is known, and so is one that several departments keep writing in
    one full name: a slip is made once.
    """
    rows = connection.execute(
        queries.filled(
            __file__,
            "name_forms.sql",
            written_by=WRITTEN_BY,
            written_from=WRITTEN_FROM,
            names=names,
        )
    ).fetchall()
    common = {name: int(people) for name, people, _ in rows if people >= KNOWN_FROM}
    written = [name for name, _, is_written in rows if is_written]
    return parsers.given_forms([row[0] for row in rows], common, written)
