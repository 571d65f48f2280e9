"""Which payloads are compared at all: pairs that share a key that few others share.

A key shared by more than `CAP` payloads is skipped: such a block costs quadratically and says
little, and whoever is in it usually shares a rarer key too.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

CAP = 120

# Each key is an SQL expression over `identity_work.payloads`; null means no key.
KEYS = {
    "email": "email",
    "email_local": "case when length(email_local) >= 6 then email_local || left(given_name, 1) end",
    "phone": "phone",
    "phone_alternative": "phone_alternative",
    "national_id": "national_id",
    "loyalty_number": "loyalty_number",
    "birth_given": "birth_text || left(given_name, 1)",
    "birth_family": "birth_text || left(family_name, 1)",
    "month_name": "left(birth_text, 6) || given_key || left(family_name, 2)",
    "day_name": "birth_text[5:8] || given_key || left(family_name, 3)",
    "home_given": "house_number || postcode || left(given_name, 1)",
    "home_family": "house_number || postcode || left(family_name, 2)",
    "street_given": "house_number || street || left(given_name, 2)",
    "postcode_given": "postcode || given_key || left(family_name, 1)",
    "postcode_family": "postcode || family_name || left(given_name, 1)",
    "full_name": "given_name || '|' || family_name",
    "swapped_name": "family_name || '|' || given_name",
    "organisation": "case when named = 'organisation' then family_name end",
    "middle_name": "middle_name || '|' || family_name || coalesce(postcode, '')",
}
# Broader keys: training takes those whose blocks cost little in the data at hand (`choose`). Where
# many fields are missing they find what the keys above cannot.
BROAD = {
    "birth": "birth_text",
    "id_head": "case when length(national_id) > 5 then left(national_id, 5) end",
    "house": "house_number || street",
    "family_year": "family_name || left(birth_text, 4)",
    "given_year": "given_key || left(birth_text, 4) || coalesce(city, area, '')",
    "given_bones": "given_key || left(family_name, 1) "
    "|| regexp_replace(family_name[2:], '[aeiouhwy ]', '', 'g')",
    "given_street": "given_key || street",
    "family_street": "family_name || street",
}
BUDGET = 4.0  # pairs per payload that one broad key may cost
# Keys that are one kind of value: a phone may stand in either column, a name in either order.
SAME = {"phone_alternative": "phone", "swapped_name": "full_name"}


def choose(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The broad keys worth their cost on `identity_work.payloads`."""
    chosen = []
    for name, expression in BROAD.items():
        is_cheap = connection.execute(
            f"""
            select
                coalesce(sum(n * (n - 1) / 2), 0)
                <= {BUDGET} * (select count(*) from identity_work.payloads)
            from (
                select count(*) as n
                from identity_work.payloads where {expression} is not null
                group by {expression}
                having count(*) between 2 and {CAP}
            )
            """
        ).fetchall()[0][0]
        if is_cheap:
            chosen.append(name)
    return chosen


def keys(source: str, broad: Sequence[str]) -> str:
    """A query of `key, node`: the hash of every key of every payload of the relation `source`.

    `broad` are the broad keys that training chose.
    """
    by_kind: dict[str, list[str]] = {}
    for name, expression in (KEYS | {name: BROAD[name] for name in broad}).items():
        by_kind.setdefault(SAME.get(name, name), []).append(
            f"select hash('{SAME.get(name, name)}', {expression}) as key, node from {source} "
            f"where {expression} is not null"
        )
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
    connection.execute(
        f"""
        create or replace table identity_state.block_keys as {query};
        create or replace table identity_work.blocks as
        select key from identity_state.block_keys
        group by key having count(*) between 2 and {CAP};
        create or replace table identity_work.block_members as
        select k.key, k.node
        from identity_state.block_keys as k
        semi join identity_work.blocks as b on k.key = b.key;
        create or replace table identity_work.pairs as
        select distinct '0' as match_key, l.node as join_key_l, r.node as join_key_r
        from identity_work.block_members as l
        inner join identity_work.block_members as r on l.key = r.key and l.node < r.node;
        drop table identity_work.blocks;
        drop table identity_work.block_members
        """
    )
