"""What happened to customer numbers, day by day: events, redirects and the dated crosswalk."""

from __future__ import annotations

from datetime import date

import duckdb


def log(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Log what happened to numbers since the last run."""
    connection.execute(
        """
        create or replace table identity_work.happened as
        with
        merged as (
            select 'merged' as event, h.customer_id, s.customer_id as replaced_by
            from identity_work.homes as h
            inner join identity_work.survivors as s on h.grp = s.grp
            where h.customer_id <> s.customer_id
        ),
        parted as (
            select o.customer_id, n.customer_id as replaced_by
            from identity_work.overlaps as o
            inner join identity_work.homes as h on o.customer_id = h.customer_id and o.grp <> h.grp
            inner join (select distinct grp, customer_id from identity_work.numbered) as n
                on o.grp = n.grp
            anti join merged as m on o.customer_id = m.customer_id
        ),
        retired as (
            select 'retired' as event, p.customer_id, null as replaced_by
            from identity_work.previous as p
            where p.is_current
            group by p.customer_id
            having not exists (
                select 1 from identity_work.overlaps as o where o.customer_id = p.customer_id
            )
        )
        select 'created' as event, customer_id, null as replaced_by from identity_work.drawn
        union all select * from merged
        union all select distinct 'split', customer_id, replaced_by from parted
        union all select * from retired
        """
    )
    connection.execute(
        """
        insert into identity.events (event_id, event, customer_id, replaced_by, occurred_on)
        with dated as (
            select
                *,
                sha256(concat_ws('|', event, customer_id, coalesce(replaced_by, ''), $as_of))
                    as event_id
            from identity_work.happened
        )
        select d.event_id, d.event, d.customer_id, d.replaced_by, cast($as_of as date)
        from dated as d
        anti join identity.events as known on known.event_id = d.event_id
        order by d.event, d.customer_id, d.replaced_by
        """,
        {"as_of": as_of.isoformat()},
    )
    connection.execute(
        """
        update identity.redirects as r set replaced_by = h.replaced_by
        from identity_work.happened as h
        where h.event = 'merged' and r.replaced_by = h.customer_id;
        delete from identity.redirects where customer_id in (
            select customer_id from identity_work.happened where event in ('merged', 'retired')
            union all select customer_id from identity_work.numbered
        )
        """
    )
    connection.execute(
        """
        insert into identity.redirects
        select customer_id, replaced_by, event, cast($as_of as date)
        from identity_work.happened where event in ('merged', 'retired')
        order by customer_id
        """,
        {"as_of": as_of.isoformat()},
    )


def crosswalk(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Close the rows that no longer hold on `as_of`, open the new ones, refresh the evidence."""
    day = {"as_of": as_of.isoformat()}
    connection.execute(
        """
        create or replace table identity_work.changed as
        select c.record_id
        from identity.crosswalk as c
        left join identity_work.numbered as n on c.record_id = n.record_id
        where c.valid_to is null and c.customer_id is distinct from n.customer_id;
        """
    )
    connection.execute(
        """
        delete from identity.crosswalk
        where valid_to is null and valid_from >= cast($as_of as date)
            and record_id in (select record_id from identity_work.changed)
        """,
        day,
    )
    connection.execute(
        """
        update identity.crosswalk set valid_to = cast($as_of as date)
        where valid_to is null and record_id in (select record_id from identity_work.changed)
        """,
        day,
    )
    connection.execute(
        """
        update identity.crosswalk as c
        set matched_by = n.matched_by, match_weight = n.match_weight, face = n.face
        from identity_work.numbered as n
        where c.valid_to is null and c.record_id = n.record_id and (
            c.matched_by is distinct from n.matched_by
            or c.match_weight is distinct from n.match_weight
            or c.face is distinct from n.face
        )
        """
    )
    connection.execute(
        """
        insert into identity.crosswalk (
            record_id, department, source_record_id, customer_id, matched_by, match_weight,
            valid_from, valid_to, owned_from, face
        )
        select
            n.record_id, n.department, n.source_record_id, n.customer_id, n.matched_by,
            n.match_weight, cast($as_of as date), null,
            case when g.record_id is null then p.owned_from
            else coalesce(g.given_on, cast($as_of as date)) end,
            n.face
        from identity_work.numbered as n
        left join identity_work.previous as p on n.record_id = p.record_id
        left join identity_work.given_away as g on n.record_id = g.record_id
        anti join identity.crosswalk as c on c.record_id = n.record_id and c.valid_to is null
        order by n.record_id
        """,
        day,
    )
