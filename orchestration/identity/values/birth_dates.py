"""Birth dates as departments write them → year, month and day, told from the values alone.

Whether `04/05/1990` is in April or May is decided per department by the dates that leave no doubt,
then by those of all departments, then by the country. A date that no calendar knows is kept as
text: one wrong digit still agrees with the right one in seven others.
"""

from __future__ import annotations

import duckdb

from orchestration.company import countries
from orchestration.identity.values import date_parts, sentinels


def standardise(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """Write `identity_work.date_values`: department, raw, birth_text, birth_on.

    Reads `department` and `birth_raw` of `identity_work.input`. `birth_text` is eight digits
    (year, month, day; `00` where not given), or whatever digits there are; `birth_on` the day,
    null where no calendar has it.
    """
    date_parts.parts(connection)
    _orders(connection, region)
    placeholders = ", ".join(f"date '{day}'" for day in sentinels.BIRTH_DATES)
    connection.execute(
        f"""
        create or replace table identity_work.date_values as
        with read as (
            select
                p.department,
                p.raw,
                p.a,
                case p.shape
                    when 'ymd' then lpad(p.a, 4, '0') || two(p.b) || two(p.c)
                    when 'dated' then century(p.c) || if(
                        p.is_named or o.is_day_first,
                        two(p.b) || two(p.a),
                        two(p.a) || two(p.b)
                    )
                    when 'solid' then in_order(p.a, solid_order(p.a, o.solid))
                    when 'joined' then in_order(p.digits, solid_order(p.digits, o.joined))
                    when 'year' then p.a || '0000'
                    when 'month' then if(
                        length(p.a) = 4,
                        p.a || lpad(p.b, 2, '0') || '00',
                        p.b || lpad(p.a, 2, '0') || '00'
                    )
                    else nullif(regexp_replace(p.raw, '[^0-9]', '', 'g'), '')
                end as text
            from identity_work.date_parts as p
            inner join identity_work.date_orders as o on p.department = o.department
        ),
        mended as (
            -- A thirteenth month is the day: the two were swapped.
            select
                * exclude (text),
                if(
                    length(text) = 8 and text[5:6] > '12' and text[7:8] between '01' and '12',
                    text[1:4] || text[7:8] || text[5:6], text
                ) as text
            from read
        ),
        dated as (
            select *, if(
                length(text) = 8, cast(try_strptime(text, '%Y%m%d') as date), null
            ) as birth_on
            from mended
        )
        select
            department,
            raw,
            case when coalesce(birth_on not in ({placeholders}), true) then text end as birth_text,
            case when birth_on not in ({placeholders}) then birth_on end as birth_on
        from dated
        """
    )


def _orders(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """`identity_work.date_orders`: per department, what the doubtless dates say."""
    month_first = "true" if countries.of(region).month_first else "false"
    connection.execute(
        f"""
        create or replace temp macro is_day(text, form) as
            coalesce(year(try_strptime(text, form)) between 1500 and 2100, false);
        create or replace temp macro fits(text, name) as case name
            when 'ymd' then is_day(text, '%Y%m%d')
            when 'dmy' then is_day(text, '%d%m%Y')
            else is_day(text, '%m%d%Y')
        end;
        create or replace temp macro solid_order(text, usual) as case
            when fits(text, usual) then usual
            when fits(text, 'ymd') then 'ymd'
            when fits(text, 'dmy') then 'dmy'
            when fits(text, 'mdy') then 'mdy'
            else usual
        end;
        create or replace temp macro in_order(text, name) as case name
            when 'ymd' then text
            when 'dmy' then right(text, 4) || text[3:4] || text[1:2]
            else right(text, 4) || text[1:2] || text[3:4]
        end;
        create or replace table identity_work.date_orders as
        with votes as (
            select
                department,
                count(*) filter (
                    shape = 'dated' and not is_named and try_cast(a as integer) between 13 and 31
                ) - count(*) filter (
                    shape = 'dated' and not is_named and try_cast(b as integer) between 13 and 31
                ) as day_first,
                count(*) filter (shape = 'ymd') - count(*) filter (shape = 'dated') as year_first,
                count(*) filter (shape = 'solid' and is_day(a, '%Y%m%d')) as ymd,
                count(*) filter (shape = 'solid' and is_day(a, '%d%m%Y')) as dmy,
                count(*) filter (shape = 'solid' and is_day(a, '%m%d%Y')) as mdy
            from identity_work.date_parts
            group by department
        ),
        decided as (
            select
                *,
                case
                    when day_first <> 0 then day_first > 0
                    when sum(day_first) over () <> 0 then sum(day_first) over () > 0
                    else not {month_first}
                end as is_day_first
            from votes
        )
        select
            department,
            is_day_first,
            case when ymd >= greatest(dmy, mdy) then 'ymd' when dmy >= mdy then 'dmy' else 'mdy' end
                as solid,
            case when year_first > 0 then 'ymd' when is_day_first then 'dmy' else 'mdy' end
                as joined
        from decided
        """
    )
