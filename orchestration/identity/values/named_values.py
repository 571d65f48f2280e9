"""What every name as written names: the names of a list, looked at together."""

from __future__ import annotations

from functools import cache

import duckdb
import pyarrow as pa
from nicknames import NickNamer

from orchestration import queries
from orchestration.identity.values.name_words import Words, plain
from orchestration.identity.values.naming import ORGANISATION, PERSON, Named, named

LONGEST = 3  # words of a person's name in a list of firms
FIRMS = 0.4  # share of a list's names from which it is a list of firms


def standardise(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.named_values`: one row per name as written that names no single person.

    Columns: raw_given, raw_middle, raw_family, raw_full, named, given_name, family_name.
    Reads `identity_work.input`.
    """
    rows = connection.execute(queries.text(__file__, "names_as_written.sql")).fetchall()
    given = connection.execute(queries.text(__file__, "repeated_given_names.sql")).fetchall()
    words = Words({plain(name) for (name,) in given})
    found = [(row, named(_whole(*row), words)) for row in rows]
    if sum(one.kind == ORGANISATION for _, one in found) >= FIRMS * len(found):
        found = [(row, _as_firm(row, one)) for row, one in found]
    # A person among other words is told from them; any other is read by `names`.
    odd = [(row, one) for row, one in found if one.kind != PERSON or one.family]
    connection.register(
        "odd_names",
        pa.table(
            {
                **{
                    column: pa.array([row[place] for row, _ in odd], pa.string())
                    for place, column in enumerate(
                        ("raw_given", "raw_middle", "raw_family", "raw_full")
                    )
                },
                "named": pa.array([one.kind for _, one in odd], pa.string()),
                "given_name": pa.array(
                    [" ".join(one.given) or None for _, one in odd], pa.string()
                ),
                "family_name": pa.array([one.family or None for _, one in odd], pa.string()),
            }
        ),
    )
    connection.execute("create or replace table identity_work.named_values as from odd_names")
    connection.unregister("odd_names")


def _as_firm(row: tuple[str, str, str, str], one: Named) -> Named:
    """In a list of firms a bare name is one of theirs, unless it begins with a given name.

    A firm may be called after somebody: its name has more words than a person's.

    Two columns of names are a person's.
    """
    given, _, family, full = row
    words = plain(full or given or family).replace(",", " ").replace("-", " ").split()
    is_person = (given.strip() and family.strip()) or (
        1 < len(words) <= LONGEST and _is_given_name(words[0])
    )
    if one.kind != PERSON or not words or is_person:
        return one
    return Named(ORGANISATION, (), " ".join(w for w in words if w not in ("the", "&", "+", "and")))


def _is_given_name(word: str) -> bool:
    """Whether the package `nicknames` knows an English given name of this spelling."""
    namer = _namer()
    return bool(namer.nicknames_of(word) or namer.canonicals_of(word))


@cache
def _namer() -> NickNamer:
    return NickNamer()


def _whole(given: str, middle: str, family: str, full: str) -> str:
    own = " ".join(part for part in (given, middle, family) if part.strip())
    return own or full
