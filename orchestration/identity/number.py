"""Groups of records → lasting customer numbers, with a history of every change.

A group inherits the number it overlaps most. Where several numbers meet, the one with the oldest
record survives and the others redirect to it; where one is torn apart, the largest part keeps it.
A new number is drawn from the hash of the group's oldest record, so a fresh build of the same data
gives the same numbers.
"""

from __future__ import annotations

from datetime import date

import duckdb

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
ATTEMPTS = 4


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that live across runs, where they do not exist yet."""
    connection.execute(
        """
        create schema if not exists identity;
        create table if not exists identity.crosswalk (
            record_id varchar, department varchar, source_record_id varchar, customer_id varchar,
            matched_by varchar, match_weight double, valid_from date, valid_to date
        );
        create table if not exists identity.events (
            event_id varchar, event varchar, customer_id varchar, replaced_by varchar,
            occurred_on date
        );
        create table if not exists identity.redirects (
            customer_id varchar, replaced_by varchar, event varchar, occurred_on date
        )
        """
    )


def number(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Number the groups and bring crosswalk, events and redirects up to date.

    Reads `identity_work.assigned`: record_id, department, source_record_id, first_seen_at, grp,
    matched_by, match_weight. The same groups on the same day change nothing.
    """
    digits = " || ".join(
        f"substr('{ALPHABET}', 1 + cast((h >> {5 * i}) & 31 as integer), 1)" for i in range(10)
    )
    connection.execute(
        f"""
        create or replace temp macro customer_number(h) as 'C-' || {digits};
        create or replace table identity_work.previous as
        select c.record_id, c.customer_id, c.valid_to is null as is_current
        from identity.crosswalk as c
        qualify row_number() over (
            partition by c.record_id order by c.valid_to desc nulls first, c.valid_from desc
        ) = 1;
        create or replace table identity_work.group_oldest as
        select grp, record_id as oldest, first_seen_at
        from identity_work.assigned
        qualify row_number() over (
            partition by grp order by first_seen_at nulls last, record_id
        ) = 1;
        create or replace table identity_work.overlaps as
        select a.grp, p.customer_id, count(*) as records, min(a.first_seen_at) as first_seen_at
        from identity_work.assigned as a
        inner join identity_work.previous as p on a.record_id = p.record_id
        group by a.grp, p.customer_id;
        create or replace table identity_work.homes as
        select o.*
        from identity_work.overlaps as o
        inner join identity_work.group_oldest as g on o.grp = g.grp
        qualify row_number() over (
            partition by o.customer_id order by o.records desc, g.first_seen_at nulls last, g.oldest
        ) = 1;
        create or replace table identity_work.survivors as
        select grp, customer_id
        from identity_work.homes
        qualify row_number() over (
            partition by grp order by first_seen_at nulls last, records desc, customer_id
        ) = 1;
        create or replace table identity_work.drawn as
        select g.grp, customer_number(md5_number_lower(g.oldest || '#' || t.attempt)) as customer_id
        from identity_work.group_oldest as g
        cross join (select unnest(range({ATTEMPTS})) as attempt) as t
        anti join identity_work.survivors as s on g.grp = s.grp
        left join (select distinct customer_id from identity.events) as e
            on customer_number(md5_number_lower(g.oldest || '#' || t.attempt)) = e.customer_id
        where e.customer_id is null
        qualify row_number() over (partition by g.grp order by t.attempt) = 1;
        create or replace table identity_work.numbered as
        select a.*, coalesce(s.customer_id, d.customer_id) as customer_id
        from identity_work.assigned as a
        left join identity_work.survivors as s on a.grp = s.grp
        left join identity_work.drawn as d on a.grp = d.grp
        """
    )
    _history(connection, as_of)
    _crosswalk(connection, as_of)


def _history(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
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
        insert into identity.events
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


def _crosswalk(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
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
        set matched_by = n.matched_by, match_weight = n.match_weight
        from identity_work.numbered as n
        where c.valid_to is null and c.record_id = n.record_id and (
            c.matched_by is distinct from n.matched_by
            or c.match_weight is distinct from n.match_weight
        )
        """
    )
    connection.execute(
        """
        insert into identity.crosswalk
        select
            n.record_id, n.department, n.source_record_id, n.customer_id, n.matched_by,
            n.match_weight, cast($as_of as date), null
        from identity_work.numbered as n
        anti join identity.crosswalk as c on c.record_id = n.record_id and c.valid_to is null
        order by n.record_id
        """,
        day,
    )
