"""Who of a home belongs together: at the same time, and in the same flat."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.identity.households.moves import UNDATED
from orchestration.identity.linking.cluster import components

CROWD_FROM = 5


def islands(connection: duckdb.DuckDBPyConnection) -> None:
    """Those who moved out before the others moved in were another household.

    Who moved in and out on one day only passed through. Where no record has a date, nobody did:
    whoever gave an address lived there.
    """
    connection.execute(
        f"""
        create or replace table identity_work.spans as
        with starts as (
            select
                *,
                coalesce(valid_from > max(coalesce(valid_to, date '9999-12-31')) over (
                    partition by home order by valid_from, customer_id
                    rows between unbounded preceding and 1 preceding
                ), true) as is_start
            from identity_work.residents
            where valid_to is null or valid_to > valid_from
                or {UNDATED}
        )
        select
            row_number() over (order by home, valid_from, customer_id) - 1 as n,
            * exclude (is_start),
            sum(cast(is_start as integer)) over (
                partition by home order by valid_from, customer_id
                rows between unbounded preceding and current row
            ) as island
        from starts
        """
    )


def parts(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.parts` (n, part): who of a home belongs together.

    Everybody does, unless the home is more than one: a building known to hold flats, written
    without the flat, one with several families, or the address of a firm. There only surname and
    shared contacts tie.
    """
    rows: dict[str, Any] = connection.execute(
        f"""
        with workplaces as (
            select distinct building, flat from identity_work.located where is_workplace
        ),
        homes as (
            select
                home,
                island,
                bool_or((is_block and s.flat is null) or w.building is not null) as is_split,
                count(distinct p.given_name || '|' || p.family_name) as people
            from identity_work.spans as s
            inner join identity_work.profiles as p on s.customer_id = p.customer_id
            left join workplaces as w
                on s.building = w.building and s.flat is not distinct from w.flat
            group by home, island
        )
        select
            l.n as l,
            r.n as r,
            h.is_split,
            h.people >= {CROWD_FROM} as is_crowd,
            p.given_name is distinct from q.given_name as is_other,
            coalesce(
                jaro_winkler_similarity(p.family_name, q.family_name) >= 0.92
                or list_has_any(
                    string_split(p.family_name, ' '), string_split(q.family_name, ' ')
                )
                or list_has_any(p.phones, q.phones)
                or list_has_any(p.emails, q.emails),
                false
            ) as is_tied
        from identity_work.spans as l
        inner join identity_work.spans as r on l.home = r.home and l.island = r.island and l.n < r.n
        inner join homes as h on l.home = h.home and l.island = h.island
        inner join identity_work.profiles as p on l.customer_id = p.customer_id
        inner join identity_work.profiles as q on r.customer_id = q.customer_id
        """
    ).fetchnumpy()
    count = int(connection.execute("select count(*) from identity_work.spans").fetchall()[0][0])
    left, right = rows["l"].astype(np.int64), rows["r"].astype(np.int64)
    tied, crowd = rows["is_tied"].astype(bool), rows["is_crowd"].astype(bool)
    ties = components(count, left[tied], right[tied])
    family = np.zeros(count, np.bool_)  # ties that hold two people of different given names
    family[ties[left[tied & rows["is_other"].astype(bool)]]] = True
    whole = components(count, left, right)
    families = np.bincount(whole[np.unique(ties)], weights=family[np.unique(ties)], minlength=count)
    apart = rows["is_split"].astype(bool) | (crowd & (families[whole[left]] >= 2))
    joined = tied | ~apart
    parts = components(count, left[joined], right[joined])
    is_parted = np.zeros(count, np.bool_)
    is_parted[left[apart]] = is_parted[right[apart]] = True
    table = pa.table({"n": np.arange(count), "part": parts, "is_parted": is_parted})
    connection.register("found_parts", table)
    connection.execute("create or replace table identity_work.parts as from found_parts")
    connection.unregister("found_parts")
