"""Where each customer has lived: address texts → homes, sightings → dated stays.

A home is a house number (or house name) at a postcode, with its flat. Small slips in one
customer's addresses fall together; two customers' never do for being merely alike.
"""

from __future__ import annotations

import duckdb

HALF_LIFE_DAYS = 150


def homes(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.stays`: one row per customer and home, the last one without an end.

    Columns: customer_id, building, flat, home, sightings, first_on, last_on, valid_from, valid_to,
    is_block (the building is known to hold several flats). Reads `identity_work.standardised`,
    `numbered`.
    """
    _sightings(connection)
    _buildings(connection)
    _flats(connection)
    _stays(connection)


def _sightings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create or replace table identity_work.sightings as
        select
            n.customer_id,
            s.record_id,
            s.entity,
            s.postcode,
            coalesce(s.house_number, '') as house_number,
            s.street,
            s.flat,
            concat_ws('|', s.postcode, coalesce(s.house_number, ''), s.street) as text,
            cast(coalesce(s.first_seen_at, timestamp '1970-01-01') as date) as first_on,
            cast(coalesce(s.last_seen_at, s.first_seen_at, timestamp '1970-01-01') as date)
                as last_on
        from identity_work.standardised as s
        inner join identity_work.numbered as n on s.record_id = n.record_id
        where s.postcode is not null and s.street is not null;
        create or replace table identity_work.texts as
        select
            text,
            any_value(postcode) as postcode,
            any_value(house_number) as house_number,
            any_value(street) as street,
            count(distinct customer_id) as people,
            count(*) as sightings
        from identity_work.sightings
        group by text
        """
    )


def _buildings(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.buildings`: each spelling of an address and the one that stands for it."""
    connection.execute(
        """
        create or replace table identity_work.buildings as
        with spelt as (
            select a.text, b.text as building, b.people, b.sightings
            from identity_work.texts as a
            inner join identity_work.texts as b
                on a.postcode = b.postcode and a.house_number = b.house_number
            where jaro_winkler_similarity(a.street, b.street) >= 0.85
        ),
        slipped as (
            select distinct a.text, b.text as building, t.people, t.sightings
            from identity_work.sightings as a
            inner join identity_work.sightings as b
                on a.customer_id = b.customer_id and a.text <> b.text
            inner join identity_work.texts as t on b.text = t.text
            where damerau_levenshtein(a.postcode, b.postcode)
                + damerau_levenshtein(a.house_number, b.house_number) <= 2
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
        left join best as c on b.building = c.text
        """
    )


def _flats(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.flats`: the flat of each customer in each building, filled in where known.

    A customer who once wrote the flat lives there; where a building is only ever written with one
    flat, so do those who left it out.
    """
    connection.execute(
        """
        create or replace table identity_work.located as
        select s.*, b.building
        from identity_work.sightings as s
        inner join identity_work.buildings as b on s.text = b.text;
        create or replace table identity_work.blocks as
        select
            building,
            min(flat) as flat,
            count(distinct flat) > 1 as is_block
        from identity_work.located
        group by building;
        create or replace table identity_work.flats as
        with own as (
            select customer_id, building, flat
            from identity_work.located
            where flat is not null
            group by customer_id, building, flat
            qualify row_number() over (
                partition by customer_id, building order by count(*) desc, max(last_on) desc, flat
            ) = 1
        )
        select
            l.customer_id,
            l.building,
            b.is_block,
            coalesce(any_value(own.flat), if(b.is_block, null, any_value(b.flat))) as flat
        from identity_work.located as l
        inner join identity_work.blocks as b on l.building = b.building
        left join own on l.customer_id = own.customer_id and l.building = own.building
        group by l.customer_id, l.building, b.is_block
        """
    )


def _stays(connection: duckdb.DuckDBPyConnection) -> None:
    """One home at a time: the current one wins a vote in which recent sightings count most."""
    connection.execute(
        f"""
        create or replace table identity_work.stays as
        with newest as (
            select customer_id, max(first_on) as newest_on
            from identity_work.located
            group by customer_id
        ),
        voted as (
            select
                l.customer_id,
                l.building,
                f.flat,
                f.is_block,
                l.building || '|' || coalesce(f.flat, '') as home,
                min(l.first_on) as first_on,
                max(l.first_on) as last_on,
                count(*) as sightings,
                sum(pow(2, -(n.newest_on - l.first_on) / {HALF_LIFE_DAYS}.0)) as votes
            from identity_work.located as l
            inner join identity_work.flats as f
                on l.customer_id = f.customer_id and l.building = f.building
            inner join newest as n on l.customer_id = n.customer_id
            group by l.customer_id, l.building, f.flat, f.is_block
        ),
        ordered as (
            select
                *,
                row_number() over (
                    partition by customer_id order by votes desc, last_on desc, home
                ) = 1 as is_current
            from voted
        ),
        stepped as (
            select
                *,
                row_number() over (
                    partition by customer_id order by is_current, last_on, first_on, home
                ) as step
            from ordered
        ),
        dated as (
            select
                * exclude (votes),
                max(first_on) over (
                    partition by customer_id order by step
                    rows between unbounded preceding and current row
                ) as valid_from
            from stepped
        )
        select
            * exclude (step),
            lead(valid_from) over (partition by customer_id order by step) as valid_to
        from dated
        """
    )
