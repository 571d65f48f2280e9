"""Households that change their home together stay one household."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.identity.linking.cluster import components

UNDATED = """not exists (
    select 1 from identity_work.standardised
    where first_seen_at is not null or last_seen_at is not null
)"""  # a file without dates: every stay is of one day, and nobody is known to have left


def moves(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.households` (part, root): the parts of one household share a root.

    A home that was given up, and most of whose people, two at least, are most of those of one later
    home: they moved. One person alone who moves begins a household. The root is the first home.
    Reads `identity_work.spans`, `parts`.
    """
    rows: dict[str, Any] = connection.execute(
        f"""
        with lived as (
            select distinct p.part, s.customer_id
            from identity_work.spans as s
            inner join identity_work.parts as p on s.n = p.n
        ),
        sizes as (
            select
                p.part,
                count(distinct s.customer_id) as people,
                min(s.valid_from) as since,
                bool_or(s.valid_to is null) as is_lived_in
            from identity_work.spans as s
            inner join identity_work.parts as p on s.n = p.n
            group by p.part
        ),
        common as (
            select a.part as old, b.part as new, count(*) as people
            from lived as a
            inner join lived as b on a.customer_id = b.customer_id and a.part <> b.part
            group by a.part, b.part
            having count(*) >= 2
        )
        select c.old, c.new
        from common as c
        inner join sizes as o on c.old = o.part
        inner join sizes as n on c.new = n.part
        where 2 * c.people > o.people and 2 * c.people > n.people
            and ({UNDATED} or (o.since < n.since and not o.is_lived_in))
        qualify row_number() over (partition by c.old order by c.people desc, n.since, c.new) = 1
        """
    ).fetchnumpy()
    found = connection.execute(
        """
        select p.part, min(s.valid_from) as since
        from identity_work.spans as s
        inner join identity_work.parts as p on s.n = p.n
        group by p.part
        order by since, p.part
        """
    ).fetchnumpy()
    part = found["part"].astype(np.int64)
    place = np.zeros(int(part.max(initial=-1)) + 1, np.int64)
    place[part] = np.arange(len(part))
    label = components(
        len(part), place[rows["old"].astype(np.int64)], place[rows["new"].astype(np.int64)]
    )
    connection.register("found_households", pa.table({"part": part, "root": part[label]}))
    connection.execute("create or replace table identity_work.households as from found_households")
    connection.unregister("found_households")
