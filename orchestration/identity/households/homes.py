"""Where each customer has lived: address texts → homes, sightings → dated stays.

A home is a house number (or house name) at a postcode, with its flat. Small slips in one
customer's addresses fall together; two customers' never do for being merely alike. Half an address
(a number without its street, a street without its number) means one thing for each surname. A post
box is where somebody's mail goes: they live where another record says.
"""

from __future__ import annotations

import duckdb

from orchestration.identity.households import buildings, stays


def homes(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.stays`: one row per customer and home, the last one without an end.

    Columns: customer_id, building, flat, home, sightings, first_on, last_on, valid_from, valid_to,
    is_block (the building is known to hold several flats). Reads `identity_work.standardised`,
    `numbered`.
    """
    _sightings(connection)
    buildings.buildings(connection)
    _located(connection)
    _flats(connection)
    stays.stays(connection)


def _sightings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create or replace table identity_work.only_postcodes as
        select house_number, street, min(postcode) as postcode
        from identity_work.standardised
        where house_number is not null and street is not null and postcode is not null
        group by house_number, street
        having count(distinct postcode) = 1;
        create or replace table identity_work.sightings as
        with placed as (
            select
                s.*,
                n.customer_id,
                coalesce(s.postcode, o.postcode, s.city, '') as place,
                coalesce(s.house_number, '') as number,
                coalesce(s.street like 'po box%', false) as is_box,
                -- Too few words for a street and the name of a house.
                s.street is null
                or (s.house_number is null and s.street not like 'po box%'
                    and length(string_split(s.street, ' ')) <= 3) as is_half
            from identity_work.standardised as s
            inner join identity_work.numbered as n on s.record_id = n.record_id
            left join identity_work.only_postcodes as o
                on s.house_number = o.house_number and s.street = o.street
            where (s.street is not null and coalesce(s.postcode, o.postcode) is not null)
                or (s.street is not null and s.house_number is not null)
                or (s.house_number is not null and s.postcode is not null)
        )
        select
            customer_id,
            record_id,
            place as postcode,
            number as house_number,
            coalesce(street, '') as street,
            flat,
            family_name,
            is_box,
            is_half,
            place || '|' || number || '|' || coalesce(street, '')
            || if(is_half, '|' || coalesce(family_name, customer_id), '') as text,
            cast(coalesce(last_seen_at, first_seen_at, timestamp '1970-01-01') as date) as last_on
        from placed;
        create or replace table identity_work.texts as
        select
            text,
            any_value(postcode) as postcode,
            any_value(house_number) as house_number,
            any_value(street) as street,
            any_value(is_half) as is_half,
            list(distinct family_name) filter (family_name is not null) as names,
            count(distinct customer_id) as people,
            count(*) as sightings
        from identity_work.sightings
        group by text
        """
    )


def _located(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.located`: every sighting with its building.

    Whoever has a post box only lives with whom they share it, if those live in one building, or one
    of them bears the surname; else the box stands for their home.
    """
    connection.execute(
        """
        create or replace table identity_work.located as
        select s.*, b.building
        from identity_work.sightings as s
        inner join identity_work.buildings as b on s.text = b.text
        where not s.is_box;
        create or replace table identity_work.boxed as
        with holders as (
            select s.text, h.building, list(distinct h.family_name) as names
            from identity_work.sightings as s
            inner join identity_work.located as h on s.customer_id = h.customer_id
            where s.is_box
            group by s.text, h.building
        ),
        without_home as (
            select s.*
            from identity_work.sightings as s
            anti join identity_work.located as h on s.customer_id = h.customer_id
        )
        select
            s.*,
            coalesce(list_contains(h.names, s.family_name), false) as is_kin,
            h.building,
            count(h.building) over (partition by s.record_id) as buildings
        from without_home as s
        left join holders as h on s.text = h.text;
        insert into identity_work.located
        select * exclude (is_kin, building, buildings), if(
            is_kin or buildings = 1, coalesce(building, text), text
        )
        from identity_work.boxed
        qualify row_number() over (
            partition by record_id order by is_kin desc, building
        ) = 1
        """
    )


def _flats(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.flats`: the flat of each customer in each building, filled in where known.

    A customer who once wrote the flat lives there; where a building is only ever written with one
    flat, so do those who left it out; else whoever shares a surname with one flat alone.
    """
    connection.execute(
        """
        create or replace table identity_work.blocks as
        select building, min(flat) as flat, count(distinct flat) > 1 as is_block
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
        ),
        named as (
            select building, family_name, min(flat) as flat
            from identity_work.located
            where flat is not null
            group by building, family_name
            having count(distinct flat) = 1
        )
        select
            l.customer_id,
            l.building,
            b.is_block,
            coalesce(
                any_value(own.flat), if(b.is_block, min(named.flat), any_value(b.flat))
            ) as flat
        from identity_work.located as l
        inner join identity_work.blocks as b on l.building = b.building
        left join own on l.customer_id = own.customer_id and l.building = own.building
        left join named on l.building = named.building and l.family_name = named.family_name
        group by l.customer_id, l.building, b.is_block
        """
    )
