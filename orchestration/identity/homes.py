"""Where each customer has lived: address texts → homes, sightings → dated stays.

A home is a house number (or house name) at a postcode, with its flat. Small slips in one
customer's addresses fall together; two customers' never do for being merely alike.
"""

from __future__ import annotations

import duckdb

HALF_LIFE_DAYS = 150
_BUILDING = "postcode || '|' || coalesce(house_number, '') || '|' || street"


def homes(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.stays`: customer_id, building, flat, home, valid_from, valid_to.

    Reads `identity_work.standardised` and `numbered`. A customer has one home at a time; the last
    has `valid_to` null.
    """
    connection.execute(
        f"""
        create or replace table identity_work.sightings as
        select
            n.customer_id,
            s.record_id,
            s.entity,
            s.postcode,
            s.house_number,
            s.street,
            s.flat,
            {_BUILDING} as text,
            cast(coalesce(s.first_seen_at, timestamp '1970-01-01') as date) as first_on,
            cast(coalesce(s.last_seen_at, s.first_seen_at, timestamp '1970-01-01') as date) as last_on
        from identity_work.standardised as s
        inner join identity_work.numbered as n on s.record_id = n.record_id
        where s.postcode is not null and s.street is not null;

        create or replace table identity_work.texts as
        select text, any_value(postcode) as postcode, any_value(house_number) as house_number,
            any_value(street) as street, count(distinct customer_id) as people, count(*) as sightings
        from identity_work.sightings group by text;

        create or replace table identity_work.buildings as
        with spelt as (
            select a.text, b.text as building, b.people, b.sightings
            from identity_work.texts as a
            inner join identity_work.texts as b
                on a.postcode = b.postcode
                and coalesce(a.house_number, '') = coalesce(b.house_number, '')
            where jaro_winkler_similarity(a.street, b.street) >= 0.85
        ),
        slipped as (
            select distinct a.text, b.text as building, t.people, t.sightings
            from identity_work.sightings as a
            inner join identity_work.sightings as b
                on a.customer_id = b.customer_id and a.text <> b.text
            inner join identity_work.texts as t on b.text = t.text
            where damerau_levenshtein(a.postcode, b.postcode)
                + damerau_levenshtein(coalesce(a.house_number, ''), coalesce(b.house_number, '')) <= 2
                and jaro_winkler_similarity(a.street, b.street) >= 0.88
        ),
        best as (
            select text, building
            from (select * from spelt union all select * from slipped)
            qualify row_number() over (
                partition by text order by people desc, sightings desc, building
            ) = 1
        )
        select b.text, coalesce(c.building, b.building) as building
        from best as b
        left join best as c on b.building = c.text;

        create or replace table identity_work.located as
        select s.*, b.building
        from identity_work.sightings as s
        inner join identity_work.buildings as b on s.text = b.text;

        create or replace table identity_work.flats as
        with own as (
            select customer_id, building, flat
            from identity_work.located
            where flat is not null
            group by customer_id, building, flat
            qualify row_number() over (
                partition by customer_id, building order by count(*) desc, max(last_on) desc, flat
            ) = 1
        ),
        single as (
            select building, min(flat) as flat
            from identity_work.located where flat is not null
            group by building having count(distinct flat) = 1
        )
        select l.customer_id, l.building, coalesce(any_value(own.flat), any_value(single.flat)) as flat
        from identity_work.located as l
        left join own on l.customer_id = own.customer_id and l.building = own.building
        left join single on l.building = single.building
        group by l.customer_id, l.building
        """
    )
    _stays(connection)


def _stays(connection: duckdb.DuckDBPyConnection) -> None:
    """One home at a time: the current one wins a vote weighted by recency."""
    connection.execute(
        f"""
        create or replace table identity_work.seen as
        select
            l.customer_id,
            l.building,
            f.flat,
            l.building || '|' || coalesce(f.flat, '') as home,
            l.first_on,
            l.last_on,
            l.entity
        from identity_work.located as l
        inner join identity_work.flats as f
            on l.customer_id = f.customer_id and l.building = f.building;

        create or replace table identity_work.stays as
        with newest as (
            select customer_id, max(last_on) as newest_on from identity_work.seen group by customer_id
        ),
        voted as (
            select
                s.customer_id,
                s.building,
                s.flat,
                s.home,
                min(s.first_on) as first_on,
                max(s.first_on) as last_first_on,
                count(*) as sightings,
                sum(pow(2, -(n.newest_on - s.first_on) / {HALF_LIFE_DAYS}.0)) as votes
            from identity_work.seen as s
            inner join newest as n on s.customer_id = n.customer_id
            group by s.customer_id, s.building, s.flat, s.home
        ),
        ranked as (
            select
                *,
                row_number() over (
                    partition by customer_id order by votes desc, last_first_on desc, home
                ) = 1 as is_current
            from voted
        ),
        ordered as (
            select
                *,
                row_number() over (
                    partition by customer_id order by is_current, last_first_on, first_on, home
                ) as step
            from ranked
        )
        select
            customer_id, building, flat, home, is_current, sightings,
            greatest(first_on, coalesce(max(first_on) over (
                partition by customer_id order by step rows between unbounded preceding and 1 preceding
            ), first_on)) as valid_from,
            cast(null as date) as valid_to
        from ordered;

        create or replace table identity_work.stays as
        select * replace (lead(valid_from) over (
            partition by customer_id order by is_current, valid_from, home
        ) as valid_to)
        from identity_work.stays
        """
    )
