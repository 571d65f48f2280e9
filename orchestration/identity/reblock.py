"""Block keys brought up to date, and the pairs that this makes or unmakes.

A block that grows above the cap lets go of pairs which no other block holds; one that shrinks
below it brings pairs of old payloads back.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.identity import blocking


def reblock(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Bring `identity_state.block_keys` up to date with `identity_work.stale` and `fresh`.

    Writes `identity_work.unblocked` (node_l, node_r): kept pairs that no block holds any more,
    `blocked_again`: old pairs that one holds again, and `fresh_pairs`: those of fresh payloads.
    """
    _keys(connection, broad)
    _unblocked(connection)
    _blocked(connection)


def _keys(connection: duckdb.DuckDBPyConnection, broad: Sequence[str]) -> None:
    """Bring the block keys up to date; `identity_work.resized`: key, members before and now."""
    connection.execute(
        f"""
        create or replace table identity_work.fresh_payloads as
        select p.* from identity_work.payloads as p
        semi join identity_work.fresh as f on p.node = f.node;
        create or replace table identity_work.fresh_keys as
        {blocking.keys("identity_work.fresh_payloads", broad)};
        create or replace table identity_work.stale_keys as
        select k.rowid as id, k.key
        from identity_state.block_keys as k
        semi join identity_work.stale as s on k.node = s.node;
        create or replace table identity_work.touched_keys as
        select key from identity_work.fresh_keys union select key from identity_work.stale_keys;
        delete from identity_state.block_keys
        where rowid in (select id from identity_work.stale_keys);
        create or replace table identity_work.old_members as
        select k.key, k.node
        from identity_state.block_keys as k
        semi join identity_work.touched_keys as t on k.key = t.key;
        insert into identity_state.block_keys select key, node from identity_work.fresh_keys;
        create or replace table identity_work.resized as
        select key, sum(was) as before, sum(is_now) as now
        from (
            select key, 1 as was, 1 as is_now from identity_work.old_members
            union all select key, 1, 0 from identity_work.stale_keys
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
        create or replace table identity_work.loosened as {grown};
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
        from identity_work.loose_keys as l
        inner join identity_work.loose_keys as r on l.key = r.key and l.node < r.node
        semi join identity_work.loose_blocks as b on l.key = b.key
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
