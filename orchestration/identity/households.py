"""Customers and their stays → households with dated members.

People who live in one home at one time are a household. A surname is soft evidence only: over half
of real households hold several. It decides where an address lacks its flat and several families
share it. Homes with more people than a household has become group quarters.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.identity import residents
from orchestration.identity.cluster import components

GROUP_QUARTERS_FROM = 9
CROWD_FROM = 5


def households(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity.households` and `identity.household_memberships`.

    Reads `identity_work.stays`, `numbered`, `evidence`.
    """
    residents.residents(connection)
    _islands(connection)
    _parts(connection)
    _members(connection)
    _publish(connection)


def _islands(connection: duckdb.DuckDBPyConnection) -> None:
    """Those who moved out before the others moved in were another household."""
    connection.execute(
        """
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


def _parts(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.parts` (n, part): who of a home belongs together.

    Everybody does, unless the home is a whole building: one known to hold flats, written without
    the flat, or one with several families. There only surname and shared contacts tie.
    """
    rows: dict[str, Any] = connection.execute(
        f"""
        with homes as (
            select
                home,
                island,
                bool_or(is_block and flat is null) as lacks_flat,
                count(distinct p.given_name || '|' || p.family_name) as people
            from identity_work.spans as s
            inner join identity_work.profiles as p on s.customer_id = p.customer_id
            group by home, island
        )
        select
            l.n as l,
            r.n as r,
            h.lacks_flat,
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
    apart = rows["lacks_flat"].astype(bool) | (crowd & (families[whole[left]] >= 2))
    joined = tied | ~apart
    parts = components(count, left[joined], right[joined])
    is_parted = np.zeros(count, np.bool_)
    is_parted[left[apart]] = is_parted[right[apart]] = True
    table = pa.table({"n": np.arange(count), "part": parts, "is_parted": is_parted})
    connection.register("found_parts", table)
    connection.execute("create or replace table identity_work.parts as from found_parts")
    connection.unregister("found_parts")


def _members(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create or replace table identity_work.members as
        select
            s.*,
            p.part,
            p.is_parted,
            f.family_name,
            f.birth_on,
            'H-' || upper(left(md5(s.home || '|' || first_value(s.customer_id) over (
                partition by p.part order by f.first_seen_at nulls last, s.customer_id
            )), 10)) as household_id
        from identity_work.spans as s
        inner join identity_work.parts as p on s.n = p.n
        inner join identity_work.profiles as f on s.customer_id = f.customer_id;
        create or replace table identity_work.shapes as
        select
            household_id,
            any_value(building) as building,
            any_value(flat) as flat,
            count(distinct customer_id) as people,
            count(distinct family_name) as surnames,
            date_diff('year', min(birth_on), max(birth_on)) as years_between
        from identity_work.members
        where valid_to is null
        group by household_id
        union all
        select
            household_id, any_value(building), any_value(flat), count(distinct customer_id),
            count(distinct family_name), date_diff('year', min(birth_on), max(birth_on))
        from identity_work.members
        group by household_id
        having count(*) filter (where valid_to is null) = 0
        """
    )


def _publish(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        f"""
        create or replace table identity.households as
        with lines as (
            select
                l.building, f.flat, i.address_line_1, i.address_line_2, i.city, i.postcode
            from identity_work.located as l
            inner join identity_work.flats as f
                on l.customer_id = f.customer_id and l.building = f.building
            inner join identity_work.input as i on l.record_id = i.record_id
            qualify row_number() over (
                partition by l.building, f.flat
                order by l.text = l.building desc, (l.flat is not null) desc,
                    l.last_on desc, l.record_id
            ) = 1
        )
        select
            s.household_id,
            case
                when s.people >= {GROUP_QUARTERS_FROM} then 'group_quarters'
                when s.people = 1 then 'single'
                when s.people >= 3 and s.surnames = s.people then 'shared'
                when s.people = 2 and coalesce(s.years_between, 0) < 16 then 'couple'
                else 'family'
            end as household_type,
            l.address_line_1,
            l.address_line_2,
            l.city,
            l.postcode
        from identity_work.shapes as s
        left join lines as l on s.building = l.building and s.flat is not distinct from l.flat
        order by s.household_id;
        create or replace table identity.household_memberships as
        select
            m.household_id,
            m.customer_id,
            case
                when s.people = 1 then 'nobody else is known to live there'
                when m.came_by <> 'address' then m.came_by
                when m.is_parted then 'same building without the flat, same surname or contact'
                when s.surnames = 1 then 'same home at the same time, same surname'
                else 'same home at the same time'
            end as reason,
            round(greatest(0.3, least(0.99,
                0.72 + 0.07 * least(m.sightings, 3)
                + if(s.surnames = 1, 0.06, 0)
                - if(m.is_parted, 0.25, 0)
                - if(m.came_by <> 'address', 0.2, 0)
            )), 2) as confidence,
            m.valid_from,
            m.valid_to
        from identity_work.members as m
        inner join identity_work.shapes as s on m.household_id = s.household_id
        order by m.household_id, m.customer_id, m.valid_from
        """
    )
