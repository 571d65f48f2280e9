"""Customers and their stays → households with dated members.

People who live in one home at one time are a household. A surname is soft evidence only: over half
of real households hold several. It decides where an address lacks its flat and several families
share it. Homes with more people than a household has become group quarters.
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.identity.cluster import components

GROUP_QUARTERS_FROM = 9
UNITLESS_FROM = 4


def households(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Write `identity.households` and `identity.household_memberships`."""
    connection.execute(
        """
        create or replace table identity_work.profiles as
        select
            n.customer_id,
            mode(s.family_name) as family_name,
            min(s.first_seen_at) as first_seen_at,
            list_distinct(list(s.phone)) as phones,
            list_distinct(list(s.email)) as emails,
            max(s.birth_on) as birth_on
        from identity_work.numbered as n
        inner join identity_work.evidence as s on n.record_id = s.record_id
        group by n.customer_id;

        create or replace table identity_work.spans as
        with islands as (
            select
                *,
                coalesce(valid_from > max(coalesce(valid_to, date '9999-12-31')) over (
                    partition by home order by valid_from, customer_id
                    rows between unbounded preceding and 1 preceding
                ), true) as is_start
            from identity_work.stays
            where valid_to is null or valid_to > valid_from
        )
        select
            *,
            sum(cast(is_start as integer)) over (
                partition by home order by valid_from, customer_id
                rows between unbounded preceding and current row
            ) as island
        from islands
        """
    )
    _split_unitless(connection)
    _write(connection, as_of)


def _split_unitless(connection: duckdb.DuckDBPyConnection) -> None:
    """Several families at one address without flats: part them by surname and shared contacts."""
    connection.execute(
        """
        create or replace table identity_work.crowds as
        select home, island
        from identity_work.spans
        group by home, island
        having count(distinct customer_id) >= $least;
        """,
        {"least": UNITLESS_FROM},
    )
    members = connection.execute(
        """
        select row_number() over (order by s.home, s.island, s.customer_id) - 1 as n,
            s.home, s.island, s.customer_id
        from (select distinct home, island, customer_id from identity_work.spans) as s
        inner join identity_work.crowds as c on s.home = c.home and s.island = c.island
        """
    ).to_arrow_table()
    connection.register("crowd_members", members)
    ties = connection.execute(
        """
        select l.n as l, r.n as r
        from crowd_members as l
        inner join crowd_members as r on l.home = r.home and l.island = r.island and l.n < r.n
        inner join identity_work.profiles as p on l.customer_id = p.customer_id
        inner join identity_work.profiles as q on r.customer_id = q.customer_id
        where jaro_winkler_similarity(p.family_name, q.family_name) >= 0.92
            or list_has_any(string_split(p.family_name, ' '), string_split(q.family_name, ' '))
            or list_has_any(p.phones, q.phones)
            or list_has_any(p.emails, q.emails)
        """
    ).fetchnumpy()
    labels = components(members.num_rows, ties["l"].astype(np.int64), ties["r"].astype(np.int64))
    connection.register(
        "crowd_labels", pa.table({"n": np.arange(members.num_rows), "tie": pa.array(labels)})
    )
    connection.execute(
        f"""
        create or replace table identity_work.parts as
        with tied as (
            select m.home, m.island, m.customer_id, l.tie,
                count(*) over (partition by m.home, m.island, l.tie) as together,
                count(*) over (partition by m.home, m.island) as people
            from crowd_members as m inner join crowd_labels as l on m.n = l.n
        ),
        shapes as (
            select home, island, max(people) as people,
                count(distinct case when together > 1 then tie end) as families,
                count(distinct tie) as ties
            from tied group by home, island
        )
        select t.home, t.island, t.customer_id,
            case when s.families >= 2 then t.tie else 0 end as part,
            s.people, s.families, s.ties
        from tied as t inner join shapes as s on t.home = s.home and t.island = s.island
        """
    )
    connection.unregister("crowd_members")
    connection.unregister("crowd_labels")


def _write(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    connection.execute(
        f"""
        create or replace table identity_work.members as
        select
            s.*,
            coalesce(p.part, 0) as part,
            coalesce(p.families, 0) >= 2 as is_parted,
            first_value(s.customer_id) over (
                partition by s.home, s.island, coalesce(p.part, 0)
                order by f.first_seen_at nulls last, s.customer_id
            ) as oldest,
            f.family_name,
            f.birth_on
        from identity_work.spans as s
        left join identity_work.parts as p
            on s.home = p.home and s.island = p.island and s.customer_id = p.customer_id
        inner join identity_work.profiles as f on s.customer_id = f.customer_id;

        create or replace table identity_work.shaped as
        select
            'H-' || upper(left(md5(home || '|' || oldest), 10)) as household_id,
            home, island, part, oldest, any_value(building) as building, any_value(flat) as flat,
            count(distinct customer_id) as people,
            count(distinct family_name) as surnames,
            max(birth_on) as youngest, min(birth_on) as eldest
        from identity_work.members
        group by home, island, part, oldest;

        create or replace table identity.households as
        with lines as (
            select l.building, f.flat, i.address_line_1, i.address_line_2, i.city, i.postcode,
                row_number() over (
                    partition by l.building, f.flat
                    order by (l.flat is not null) desc, l.last_on desc, l.record_id
                ) as choice
            from identity_work.located as l
            inner join identity_work.flats as f
                on l.customer_id = f.customer_id and l.building = f.building
            inner join identity_work.input as i on l.record_id = i.record_id
        )
        select
            s.household_id,
            case
                when s.people >= {GROUP_QUARTERS_FROM} then 'group_quarters'
                when s.people = 1 then 'single'
                when s.people >= 3 and s.surnames = s.people then 'shared'
                when s.people = 2 then 'couple'
                else 'family'
            end as household_type,
            l.address_line_1, l.address_line_2, l.city, l.postcode
        from identity_work.shaped as s
        left join lines as l
            on s.building = l.building and s.flat is not distinct from l.flat and l.choice = 1
        order by s.household_id;

        create or replace table identity.household_memberships as
        select
            s.household_id,
            m.customer_id,
            case
                when s.people = 1 then 'lives alone there as far as we know'
                when m.is_parted then 'same address without a flat, same surname or contact'
                when s.surnames = 1 then 'same home at the same time, same surname'
                else 'same home at the same time'
            end as reason,
            round(greatest(0.3, least(0.99,
                0.7 + 0.07 * least(m.sightings, 3)
                + case when s.surnames = 1 then 0.08 else 0 end
                - case when m.is_parted then 0.25 else 0 end
            )), 2) as confidence,
            m.valid_from,
            m.valid_to
        from identity_work.members as m
        inner join identity_work.shaped as s
            on m.home = s.home and m.island = s.island and m.part = s.part and m.oldest = s.oldest
        order by s.household_id, m.customer_id, m.valid_from
        """
    )
