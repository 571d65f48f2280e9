"""Pairs with a slip in every field are compared, and no more pairs than the budget allows."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.identity.scoring import blocking
from orchestration.identity.values import distinct_records, shared_values, standardise

PEOPLE = 1500
_WORD = "substr(translate(md5({}), '0123456789', 'aeioulnrst'), 1, {})"


@pytest.fixture(scope="module")
def pairs() -> Iterator[duckdb.DuckDBPyConnection]:
    """People written twice: letters of one name swapped, another year, or names in the other order.

    `found` has the true pairs (kind, is_compared).
    """
    connection = duckdb.connect()
    connection.execute(
        f"""
        create schema identity; create schema identity_work; create schema identity_state;
        create table people as
        select
            i,
            {_WORD.format("'g' || i % 60", 6)} as g,
            {_WORD.format("'f' || i % 400", 8)} as f,
            date '1950-01-01' + cast(hash('b' || i) % 18000 as integer) as born,
            {_WORD.format("'t' || i % 30", 7)} as town,
            i % 4 as kind
        from range({PEOPLE}) as t(i);
        create table records as
        select
            'a:' || i as record_id, 'a' as department, g as given_name, f as family_name,
            cast(born as varchar) as birth_on, town as city
        from people
        union all
        select
            'b:' || i, 'b',
            case kind when 0 then g[2] || g[1] || g[3:] when 1 then f else g end,
            case kind when 0 then f[:3] || f[5] || f[4] || f[6:] when 1 then g when 2 then null
                else f[:4] || f[6:] end,
            cast(born + interval 1 year as varchar), if(kind = 3, null, town)
        from people
        """
    )
    standardise.standardise(connection, "records", "GB")
    standardise.refer(connection, None)
    shared_values.drop(connection, shared_values.DEFAULT)
    distinct_records.collapse(connection)
    blocking.block(connection, blocking.choose(connection))
    connection.execute(
        """
        create table found as
        select p.kind, c.join_key_l is not null as is_compared
        from people as p
        inner join identity_work.payload_records as a on a.record_id = 'a:' || p.i
        inner join identity_work.payload_records as b on b.record_id = 'b:' || p.i
        left join identity_work.pairs as c
            on c.join_key_l = least(a.node, b.node) and c.join_key_r = greatest(a.node, b.node)
        """
    )
    yield connection
    connection.close()


@pytest.mark.parametrize("kind", [0, 1, 2, 3])
def test_a_pair_with_several_slips_is_compared(pairs: duckdb.DuckDBPyConnection, kind: int) -> None:
    share = pairs.execute(
        "select avg(cast(is_compared as int)) from found where kind = ?", [kind]
    ).fetchall()[0][0]
    assert share >= 0.95


def test_the_keys_stay_within_the_budget(pairs: duckdb.DuckDBPyConnection) -> None:
    spent = pairs.execute(
        "select (select count(*) from identity_work.pairs) "
        "/ (select count(*) from identity_work.payloads)"
    ).fetchall()[0][0]
    assert spent <= blocking.BUDGET


def test_a_smaller_budget_takes_fewer_keys(
    pairs: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = blocking.choose(pairs)
    monkeypatch.setattr(blocking, "BUDGET", 2.0)
    assert set(blocking.choose(pairs)) < set(usual)
