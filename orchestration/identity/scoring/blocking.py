"""Which payloads are compared at all: pairs that share a key that few others share.

A key shared by more than `CAP` payloads is skipped: such a block costs quadratically and says
little, and whoever is in it usually shares a rarer key too.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration import queries

CAP = 120

# Each key is an SQL expression over `identity_work.payloads`; null means no key.
KEYS = {
    "email": "email",
    "email_local": "case when length(email_local) >= 6 "
    "then email_local || left(given_sound, 1) end",
    "phone": "phone",
    "phone_alternative": "phone_alternative",
    "national_id": "national_id",
    "loyalty_number": "loyalty_number",
    "birth_given": "birth_text || left(given_sound, 1)",
    "birth_family": "birth_text || left(family_sound, 1)",
    "month_name": "left(birth_text, 6) || given_key || left(family_sound, 2)",
    "day_name": "birth_text[5:8] || given_key || left(family_sound, 3)",
    "home_given": "house_number || postcode || left(given_sound, 1)",
    "home_family": "house_number || postcode || left(family_sound, 2)",
    "street_given": "house_number || street || left(given_sound, 2)",
    "postcode_given": "postcode || given_key || left(family_sound, 1)",
    "postcode_family": "postcode || family_sound || left(given_sound, 1)",
    "full_name": "given_sound || '|' || family_sound",
    "swapped_name": "family_sound || '|' || given_sound",
    "organisation": "case when named = 'organisation' then family_name end",
    "bones": "given_bones || '|' || family_bones",
    "middle_name": "middle_name || '|' || family_name || coalesce(postcode, '')",
}
# Broader keys: training takes those whose blocks cost little in the data at hand (`choose`). Where
# many fields are missing they find what the keys above cannot.
BROAD = {
    "birth": "birth_text",
    "id_head": "case when length(national_id) > 5 then left(national_id, 5) end",
    "house": "house_number || street",
    "family_year": "family_sound || left(birth_text, 4)",
    "given_year": "given_key || left(birth_text, 4) || coalesce(city, area, '')",
    "given_bones": "given_key || left(family_sound, 1) "
    "|| regexp_replace(family_name[2:], '[aeiouhwy ]', '', 'g')",
    "given_street": "given_key || street",
    "family_street": "family_sound || street",
}
# Keys that a slip in one field, or names in the other order, leave alone: each is a list, of one
# key per name or none. `name_sounds` are the sounds of given and family name.
TOLERANT = {
    "any_name_year": "list_transform(name_sounds, lambda x: x || left(birth_text, 4))",
    "any_name": "name_sounds",
    "any_letters": "name_letters",
    "any_bones": "name_bones",
    "any_name_decade": "list_transform(name_sounds, lambda x: x || left(birth_text, 3))",
    "letters_decade": "list_transform(name_letters, lambda x: x || left(birth_text, 3))",
    "bones_decade": "list_transform(name_bones, lambda x: x || left(birth_text, 3))",
    "bones_town": "list_transform(name_bones, lambda x: x || coalesce(city, area))",
    "postcode": "[postcode]",
    "any_name_day": "list_transform(name_sounds, lambda x: x || birth_text[5:8])",
    "any_name_month": "list_transform(name_sounds, lambda x: x || birth_text[1:6])",
    "any_name_postcode": "list_transform(name_sounds, lambda x: x || postcode)",
    "any_name_street": "list_transform(name_sounds, lambda x: x || street)",
    "any_name_town": "list_transform(name_sounds, lambda x: x || coalesce(city, area))",
    "any_name_phone": "list_transform(name_sounds, lambda x: x || right(phone, 4))",
    "any_name_mailbox": "list_transform(name_sounds, lambda x: x || left(email, 3))",
    "letters_year": "list_transform(name_letters, lambda x: x || left(birth_text, 4))",
    "letters_town": "list_transform(name_letters, lambda x: x || coalesce(city, area))",
    "letters": "[array_to_string(list_sort(name_letters), '|')]",
    "heads": "[array_to_string(list_sort(list_transform(name_sounds, lambda x: x[:3])), '|') "
    "|| left(birth_text, 3)]",
    "heads_year": "list_transform(name_sounds, lambda x: x[:3] || left(birth_text, 4) "
    "|| coalesce(city[:4], area, ''))",
    "tails_year": "list_transform(name_sounds, lambda x: x[-4:] || left(birth_text, 4) "
    "|| coalesce(city[:4], area, ''))",
    "heads_birth": "list_transform(name_sounds, lambda x: x[:2] || birth_text)",
    "mail_domain": "[nullif(split_part(email, '@', 2), '')]",
    "mailbox_head": "[case when length(email_local) > 5 then left(email, 6) end]",
    "mailbox_tail": "[case when length(email_local) > 5 then right(email_local, 5) "
    "|| left(split_part(email, '@', 2), 3) end]",
    "mailbox_letters": "[case when length(email_letters) > 5 then array_to_string(list_sort("
    "string_split(email_letters, '')), '') end]",
    "postcode_birth": "[postcode || birth_text[1:4], postcode || birth_text[5:8]]",
    "town_birth": "[coalesce(city, area) || birth_text[1:6], coalesce(city, area) "
    "|| birth_text[5:8] || birth_text[3:4]]",
}
# Pairs per payload that all keys may find. Those that find fewest new pairs are taken first, so
# that what costs most, a name alone, comes last, or not at all.
BUDGET = 50.0
PRICE = 3000  # pairs that a link may cost which no other key finds
WORTH = 0.0002  # of all links must be found by a key alone
# Keys that are one kind of value: a phone may stand in either column, a name in either order.
SAME = {"phone_alternative": "phone", "swapped_name": "full_name"}
_FOUND = queries.text(__file__, "found_by_key.sql")
_FOUND_ALONE = queries.text(__file__, "found_by_key_alone.sql")


def choose(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The broad and tolerant keys that `identity_work.payloads` can afford, cheapest first."""
    payloads = _count(connection, "identity_work.payloads")
    costs = {name: _cost(connection, name) for name in (*BROAD, *TOLERANT)}
    _pairs(connection, keys("identity_work.payloads", []), "affordable")
    chosen = []
    for name, cost in sorted(costs.items(), key=lambda item: item[1]):
        if not 0 < cost <= BUDGET * payloads:
            continue
        _pairs(connection, _named(name, "identity_work.payloads"), "pairs_of_key")
        connection.execute(
            "create or replace table identity_work.afforded as "
            "from identity_work.affordable union from identity_work.pairs_of_key"
        )
        if _count(connection, "identity_work.afforded") <= BUDGET * payloads:
            connection.execute(
                "create or replace table identity_work.affordable as from identity_work.afforded"
            )
            chosen.append(name)
    return chosen


def worthwhile(connection: duckdb.DuckDBPyConnection, chosen: Sequence[str]) -> list[str]:
    """Those of the `chosen` keys without which links would be lost; the costliest go first.

    Reads `identity_work.payloads` and `groups`: a link is a pair of one group that shares a key.
    """
    costs = {name: _cost(connection, name) for name in chosen}
    _hits(connection, chosen)
    links = _count(connection, "(select distinct node_l, node_r from identity_work.hits)")
    kept = sorted(chosen, key=lambda name: -costs[name])
    for name in list(kept):
        alone = connection.execute(_FOUND_ALONE, {"name": name}).fetchall()[0][0]
        if alone < WORTH * links or costs[name] > PRICE * alone:
            connection.execute("delete from identity_work.hits where name = $name", {"name": name})
            kept.remove(name)
    return kept[::-1]


def _hits(connection: duckdb.DuckDBPyConnection, chosen: Sequence[str]) -> None:
    """`identity_work.hits` (node_l, node_r, name): which key finds which pair of one group."""
    connection.execute(
        "create or replace table identity_work.hits (node_l bigint, node_r bigint, name varchar)"
    )
    for name in ("", *chosen):
        query = (
            _named(name, "identity_work.payloads") if name else keys("identity_work.payloads", [])
        )
        _pairs(connection, query, "pairs_of_key")
        connection.execute(_FOUND, {"name": name})


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def _cost(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """How many pairs share a key of this name, those of several keys as often."""
    rows = connection.execute(
        queries.filled(
            __file__, "pairs_of_key.sql", key=_named(name, "identity_work.payloads"), cap=CAP
        )
    ).fetchall()
    return int(rows[0][0])


def _pairs(connection: duckdb.DuckDBPyConnection, query: str, target: str) -> None:
    """Write the pairs that share a key of the query `query` into `identity_work.<target>`."""
    connection.execute(
        queries.filled(__file__, "keys_to_pair.sql", query=query, target=target, cap=CAP)
    )


def _named(name: str, source: str) -> str:
    """A query of `key, node`: the hashed keys of one name."""
    kind = SAME.get(name, name)
    if name in TOLERANT:
        return (
            f"select distinct hash('{kind}', key) as key, node from ("
            f"select unnest({TOLERANT[name]}) as key, node from {source}) where key is not null"
        )
    expression = (KEYS | BROAD)[name]
    return (
        f"select hash('{kind}', {expression}) as key, node from {source} "
        f"where {expression} is not null"
    )


def keys(source: str, broad: Sequence[str]) -> str:
    """A query of `key, node`: the hash of every key of every payload of the relation `source`.

    `broad` are the broad and tolerant keys that training chose.
    """
    by_kind: dict[str, list[str]] = {}
    for name in (*KEYS, *broad):
        by_kind.setdefault(SAME.get(name, name), []).append(_named(name, source))
    by_kind["reference"] = [
        "select hash('reference', reference) as key, node "
        f"from (select unnest(refs) as reference, node from {source} where refs is not null)"
    ]
    return " union all ".join(f"({' union '.join(selects)})" for selects in by_kind.values())


def block(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Write `identity_state.block_keys` (key, node) and `identity_work.pairs`.

    Pairs have `join_key_l < join_key_r`, and Splink's `match_key`.
    """
    query = keys("identity_work.payloads", broad)
    connection.execute(queries.filled(__file__, "block_keys.sql", query=query, cap=CAP))
