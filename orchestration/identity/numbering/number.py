"""Groups of records → lasting customer numbers, with a history of every change.

A group inherits the number it overlaps most. Where several numbers meet, the one with the oldest
record survives and the others redirect to it; where one is torn apart, the largest part keeps it.
A new number is drawn from the hash of the group's oldest record, so a fresh build of the same data
gives the same numbers.

A record that is somebody else's today (see `faces`) inherits nothing: neither the number that it
bore nor any that a record of its id ever bore.
"""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.identity.numbering import faces, history

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
ATTEMPTS = 16


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
        alter table identity.crosswalk add column if not exists owned_from date;
        alter table identity.crosswalk add column if not exists face varchar;
        alter table identity.events add column if not exists decision_id varchar;
        alter table identity.events add column if not exists other_customer_id varchar;
        create table if not exists identity.redirects (
            customer_id varchar, replaced_by varchar, event varchar, occurred_on date
        )
        """
    )


def number(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Number the groups and bring crosswalk, events and redirects up to date.

    Reads `identity_work.assigned`: record_id, department, source_record_id, first_seen_at, grp,
    matched_by, match_weight, face. The same groups on the same day change nothing.
    """
    digits = " || ".join(
        f"substr('{ALPHABET}', 1 + cast((h >> {5 * i}) & 31 as integer), 1)" for i in range(10)
    )
    connection.execute(
        f"""
        create or replace temp macro customer_number(h) as 'C-' || {digits};
        create or replace table identity_work.previous as
        select
            c.record_id, c.customer_id, c.valid_from, c.owned_from, c.face,
            c.valid_to is null as is_current
        from identity.crosswalk as c
        qualify row_number() over (
            partition by c.record_id order by c.valid_to desc nulls first, c.valid_from desc
        ) = 1;
        """
    )
    faces.find_given_away(connection)
    connection.execute(
        f"""
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
        anti join identity_work.given_away as g on a.record_id = g.record_id
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
        left join (
            -- A customer without records is gone, not replaced, and returns under the old number.
            (
                select distinct customer_id from identity.events
                except
                select customer_id from identity.redirects where event = 'retired'
            )
            union
            select c.customer_id
            from identity.crosswalk as c
            inner join identity_work.given_away as g on c.record_id = g.record_id
        ) as e
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
    history.log(connection, as_of)
    history.crosswalk(connection, as_of)
