"""Block keys brought up to date, and the pairs that this makes or unmakes.

A block that grows above the cap lets go of pairs which no other block holds; one that shrinks
below it brings pairs of old payloads back.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.identity.scoring import blocking


def reblock(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Bring `identity_state.block_keys` up to date with what `kept.changes` wrote.

    Writes `identity_work.unblocked` (node_l, node_r): kept pairs that no block holds any more,
    `blocked_again`: old pairs that one holds again, and `fresh_pairs`: those of payloads with a key
    they had not. Also `turned_keys` (key, node): keys that payloads which stayed have gained or
    lost, and `key_members` (key, node): whoever has or had a key that somebody gained or lost.
    """
    _keys(connection, broad)
    _unblocked(connection)
    _blocked(connection)


def _keys(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Bring the block keys up to date; `identity_work.resized`: key, members before and now."""
    connection.execute(
        f"""
        create or replace table identity_work.staying as
        from identity_work.restated union from identity_work.referred;
        create or replace table identity_work.keyed_anew as
        select p.*
        from identity_work.payloads as p
        semi join (
            from identity_work.fresh union all from identity_work.staying
        ) as f on p.node = f.node;
        create or replace table identity_work.keys_now as
        {blocking.keys("identity_work.keyed_anew", broad)};
        create or replace table identity_work.keys_before as
        select k.key, k.node, s.stays
        from identity_state.block_keys as k
        inner join (
            select node, true as stays from identity_work.staying
            union all select node, false from identity_work.stale
        ) as s on k.node = s.node;
        create or replace table identity_work.lost_keys as
        select b.key, b.node, b.stays
        from identity_work.keys_before as b
        anti join identity_work.keys_now as n on b.key = n.key and b.node = n.node;
        create or replace table identity_work.fresh_keys as
        select n.key, n.node
        from identity_work.keys_now as n
        anti join identity_work.keys_before as b on n.key = b.key and n.node = b.node;
        delete from identity_state.block_keys as k using identity_work.lost_keys as l
        where k.key = l.key and k.node = l.node;
        create or replace table identity_work.old_members as
        select k.key, k.node
        from identity_state.block_keys as k
        semi join (
            select key from identity_work.fresh_keys union select key from identity_work.lost_keys
        ) as t on k.key = t.key;
        insert into identity_state.block_keys from identity_work.fresh_keys;
        create or replace table identity_work.key_members as
        from identity_work.old_members
        union all from identity_work.fresh_keys
        union all select key, node from identity_work.lost_keys;
        create or replace table identity_work.turned_keys as
        select f.key, f.node
        from identity_work.fresh_keys as f
        semi join identity_work.staying as s on f.node = s.node
        union all
        select key, node from identity_work.lost_keys where stays;
        create or replace table identity_work.resized as
        select key, sum(was) as before, sum(is_now) as now
        from (
            select key, 1 as was, 1 as is_now from identity_work.old_members
            union all select key, 1, 0 from identity_work.lost_keys
            union all select key, 0, 1 from identity_work.fresh_keys
        )
        group by key
        """
    )


def _old_pairs(resized: str) -> str:
    """A query of the pairs of old payloads in the resized blocks `b` that fulfil a condition."""
    return f"""
        select distinct l.node as node_l, r.node as node_r
        from identity_work.resized as b
        inner join identity_work.old_members as l on b.key = l.key
        inner join identity_work.old_members as r on b.key = r.key and l.node < r.node
        where {resized}
    """


def _unblocked(connection: duckdb.DuckDBPyConnection) -> None:
    cap = blocking.CAP
    grown = _old_pairs(f"b.before between 2 and {cap} and b.now > {cap}")
    connection.execute(
        f"""
        create or replace table identity_work.loosened as
        {grown}
        union
        select least(l.node, m.node), greatest(l.node, m.node)
        from identity_work.resized as b
        inner join identity_work.lost_keys as l on b.key = l.key and l.stays
        inner join (
            from identity_work.old_members
            union all select key, node from identity_work.lost_keys where stays
        ) as m on b.key = m.key and l.node <> m.node
        where b.before between 2 and {cap};
        create or replace table identity_work.loose_keys as
        select k.key, k.node
        from identity_state.block_keys as k
        semi join (
            select node_l as node from identity_work.loosened
            union select node_r from identity_work.loosened
        ) as n on k.node = n.node;
        create or replace table identity_work.loose_blocks as
        select k.key
        from identity_state.block_keys as k
        semi join identity_work.loose_keys as l on k.key = l.key
        group by k.key having count(*) between 2 and {cap};
        create or replace table identity_work.unblocked as
        select node_l, node_r from identity_work.loosened
        except
        select l.node, r.node
        from (
            from identity_work.loose_keys semi join identity_work.loose_blocks using (key)
        ) as l
        inner join identity_work.loose_keys as r on l.key = r.key and l.node < r.node
        """
    )


def _blocked(connection: duckdb.DuckDBPyConnection) -> None:
    cap = blocking.CAP
    shrunk = _old_pairs(f"b.before > {cap} and b.now between 2 and {cap}")
    connection.execute(
        f"""
        create or replace table identity_work.blocked_again as {shrunk};
        create or replace table identity_work.small_blocks as
        select key from identity_work.resized where now between 2 and {cap};
        create or replace table identity_work.fresh_pairs as
        select distinct least(f.node, m.node) as node_l, greatest(f.node, m.node) as node_r
        from identity_work.fresh_keys as f
        semi join identity_work.small_blocks as b on f.key = b.key
        inner join (
            select key, node from identity_work.old_members
            union all select key, node from identity_work.fresh_keys
        ) as m on f.key = m.key and f.node <> m.node
        """
    )
