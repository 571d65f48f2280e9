"""Who lives where although no address of theirs says so: those who moved along, those without one.

Each inference carries its reason (`came_by`) and lowers the confidence of the membership.
"""

from __future__ import annotations

import duckdb


def residents(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.profiles` and `residents`: stays, moves along and guests by contact."""
    connection.execute(
        """
        create or replace table identity_work.owned as
        select n.customer_id, s.*
        from identity_work.numbered as n
        inner join identity_work.evidence as s on n.record_id = s.record_id;
        create or replace table identity_work.profiles as
        with spans as (
            select
                customer_id, min(first_seen_at) as first_seen_at, max(birth_on) as birth_on
            from identity_work.owned
            group by customer_id
        ),
        names as (
            select customer_id, given_name, family_name
            from identity_work.owned
            group by customer_id, given_name, family_name
            qualify row_number() over (
                partition by customer_id order by
                    family_name is null, given_name is null, count(*) desc, family_name, given_name
            ) = 1
        ),
        shown as (
            select distinct customer_id, 'phone' as kind, phone as value from identity_work.owned
            union
            select customer_id, 'phone', phone_alternative from identity_work.owned
            union
            select customer_id, 'email', email from identity_work.owned
            union
            select customer_id, 'postcode', postcode from identity_work.owned
        ),
        lists as (
            select
                customer_id,
                list(value order by value) filter (kind = 'phone') as phones,
                list(value order by value) filter (kind = 'email') as emails,
                list(value order by value) filter (kind = 'postcode') as postcodes
            from shown
            where value is not null
            group by customer_id
        )
        select s.*, n.given_name, n.family_name, l.phones, l.emails, l.postcodes
        from spans as s
        inner join names as n on s.customer_id = n.customer_id
        left join lists as l on s.customer_id = l.customer_id
        """
    )
    _moved_along(connection)
    _without_address(connection)


def _moved_along(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.followed`: one more stay for whoever moved along with a partner.

    A couple moves together: the partner who lived there when the other moved, and was not seen
    there since, has moved too. Whoever moved in later was not left behind.
    """
    connection.execute(
        """
        create or replace table identity_work.followed as
        with current as (
            select s.*, p.family_name
            from identity_work.stays as s
            inner join identity_work.profiles as p on s.customer_id = p.customer_id
            where s.valid_to is null
        ),
        moved as (
            select
                o.customer_id as mover, o.home as old_home, o.family_name, c.home as new_home,
                c.building, c.flat, c.is_block, c.valid_from as moved_on
            from (
                select s.*, p.family_name
                from identity_work.stays as s
                inner join identity_work.profiles as p on s.customer_id = p.customer_id
                where s.valid_to is not null
            ) as o
            inner join current as c on o.customer_id = c.customer_id and o.valid_to = c.valid_from
            where c.sightings >= 2
        ),
        stayed as (
            select
                c.customer_id, c.step + 1 as step, m.new_home, m.building, m.flat, m.is_block,
                m.moved_on,
                count(*) over (partition by c.home, m.new_home) as left_behind,
                row_number() over (
                    partition by c.customer_id order by m.moved_on desc, m.mover
                ) as choice
            from current as c
            inner join moved as m on c.home = m.old_home and c.customer_id <> m.mover
            where c.valid_from < m.moved_on
                and c.last_on < m.moved_on
                and jaro_winkler_similarity(c.family_name, m.family_name) >= 0.92
        )
        select customer_id, step, new_home as home, building, flat, is_block, moved_on
        from stayed
        where choice = 1 and left_behind = 1
        """
    )


def _without_address(connection: duckdb.DuckDBPyConnection) -> None:
    """Without an address of their own: a shared contact, or the surname at the postcode."""
    connection.execute(
        """
        create or replace table identity_work.residents as
        with begun as (
            select
                customer_id, building, flat, is_block, home, sightings, valid_from, step,
                'address' as came_by
            from identity_work.stays
            union all
            select
                customer_id, building, flat, is_block, home, 0, moved_on, step,
                'moved with the partner'
            from identity_work.followed
        ),
        -- A stay lasts until the next begins, so nobody is in two homes at once.
        stayed as (
            select
                customer_id, building, flat, is_block, home, sightings, valid_from,
                lead(valid_from) over (partition by customer_id order by step) as valid_to, came_by
            from begun
        ),
        homeless as (
            select p.*
            from identity_work.profiles as p
            anti join identity_work.stays as s on p.customer_id = s.customer_id
        ),
        housed as (
            select
                s.*, p.family_name, p.phones, p.emails,
                split_part(s.building, '|', 1) as postcode
            from stayed as s
            inner join identity_work.profiles as p on s.customer_id = p.customer_id
            where s.valid_to is null
        ),
        contacts as (
            select customer_id, 'e-mail' as kind, unnest(emails) as value from homeless
            union all
            select customer_id, 'phone', unnest(phones) from homeless
            union all
            select customer_id, 'surname', family_name || '|' || unnest(postcodes) from homeless
        ),
        shown as (
            select home, building, flat, is_block, 'e-mail' as kind, unnest(emails) as value
            from housed
            union all
            select home, building, flat, is_block, 'phone', unnest(phones) from housed
            union all
            select home, building, flat, is_block, 'surname', family_name || '|' || postcode
            from housed
        ),
        found as (
            select
                c.customer_id,
                c.kind,
                min(s.home) as home,
                min(s.building) as building,
                min(s.flat) as flat,
                bool_or(s.is_block) as is_block
            from contacts as c
            inner join shown as s on c.kind = s.kind and c.value = s.value
            group by c.customer_id, c.kind
            having count(distinct s.home) = 1
            qualify row_number() over (partition by c.customer_id order by c.kind) = 1
        )
        select * from stayed
        union all
        select
            f.customer_id, f.building, f.flat, f.is_block, f.home, 0,
            cast(coalesce(p.first_seen_at, timestamp '1970-01-01') as date), null, 'same ' || f.kind
            || if(f.kind = 'surname', ' at the postcode', ' as a resident')
        from found as f
        inner join identity_work.profiles as p on f.customer_id = p.customer_id
        """
    )
