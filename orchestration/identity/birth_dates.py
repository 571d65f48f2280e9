"""Birth dates as departments write them → year, month and day, told from the values alone.

Whether `04/05/1990` is in April or May is decided per department by the dates that leave no doubt,
then by those of all departments, then by the country. A date that no calendar knows is kept as
text: one wrong digit still agrees with the right one in seven others.
"""

from __future__ import annotations

import duckdb

from orchestration.identity import sentinels

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_FIRST = ("US",)
PIVOT = 25  # two-digit years up to here belong to this century


def standardise(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """Write `identity_work.date_values`: department, raw, birth_text, birth_on.

    Reads `department` and `birth_raw` of `identity_work.input`. `birth_text` is eight digits
    (year, month, day; `00` where not given), or whatever digits there are; `birth_on` the day,
    null where no calendar has it.
    """
    _parts(connection)
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
                    when 'ymd' then lpad(p.a, 4, '0') || lpad(p.b, 2, '0') || lpad(p.c, 2, '0')
                    when 'dated' then century(p.c) || if(
                        p.is_named or o.is_day_first,
                        lpad(p.b, 2, '0') || lpad(p.a, 2, '0'),
                        lpad(p.a, 2, '0') || lpad(p.b, 2, '0')
                    )
                    when 'solid' then case solid_order(p.a, o.solid)
                        when 'ymd' then p.a
                        when 'dmy' then right(p.a, 4) || p.a[3:4] || p.a[1:2]
                        else right(p.a, 4) || p.a[1:2] || p.a[3:4]
                    end
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


def _parts(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.date_parts`: the numbers of each distinct text and the shape they make."""
    named = "x"
    for number, month in enumerate(MONTHS, 1):
        named = f"regexp_replace({named}, '{month}[a-z]*', ' {number} ')"
    connection.execute(
        rf"""
        create or replace temp macro month_numbers(x) as {named};
        create or replace temp macro century(y) as
            if(length(y) > 2, '', if(try_cast(y as integer) > {PIVOT}, '19', '20')) || y;
        create or replace table identity_work.date_parts as
        with written as (
            select distinct
                coalesce(department, '') as department,
                birth_raw as raw,
                regexp_replace(
                    lower(birth_raw), '[t ]+[0-9]{{1,2}}:[0-9]{{2}}.*$|\.0$', ''
                ) as day
            from identity_work.input
            where birth_raw is not null
        ),
        numbers as (
            select
                department,
                raw,
                regexp_matches(day, '[a-z]{{3}}') as is_named,
                regexp_matches(day, '^[^0-9]*[a-z]{{3}}') as is_month_leading,
                regexp_extract_all(month_numbers(day), '[0-9]+') as n
            from written
        ),
        ordered as (
            select * replace (
                if(is_month_leading and length(n) = 3, [n[2], n[1], n[3]], n) as n
            )
            from numbers
        )
        select
            department, raw, is_named, n[1] as a, n[2] as b, n[3] as c,
            case
                when length(n) = 3 and length(n[1]) = 4 and length(n[2]) <= 2 and length(n[3]) <= 2
                    then 'ymd'
                when length(n) = 3 and length(n[1]) <= 2 and length(n[2]) <= 2
                    and length(n[3]) in (2, 4) then 'dated'
                when length(n) = 1 and length(n[1]) = 8 then 'solid'
                when length(n) = 1 and length(n[1]) = 4 then 'year'
                when length(n) = 2 and length(n[1]) + length(n[2]) in (5, 6)
                    and greatest(length(n[1]), length(n[2])) = 4 then 'month'
                else 'other'
            end as shape
        from ordered
        """
    )


def _orders(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """`identity_work.date_orders`: per department, what the doubtless dates say."""
    month_first = "true" if region in MONTH_FIRST else "false"
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
        create or replace table identity_work.date_orders as
        with votes as (
            select
                department,
                count(*) filter (
                    shape = 'dated' and not is_named and try_cast(a as integer) between 13 and 31
                ) - count(*) filter (
                    shape = 'dated' and not is_named and try_cast(b as integer) between 13 and 31
                ) as day_first,
                count(*) filter (shape = 'solid' and is_day(a, '%Y%m%d')) as ymd,
                count(*) filter (shape = 'solid' and is_day(a, '%d%m%Y')) as dmy,
                count(*) filter (shape = 'solid' and is_day(a, '%m%d%Y')) as mdy
            from identity_work.date_parts
            group by department
        )
        select
            department,
            case
                when day_first <> 0 then day_first > 0
                when sum(day_first) over () <> 0 then sum(day_first) over () > 0
                else not {month_first}
            end as is_day_first,
            case when ymd >= greatest(dmy, mdy) then 'ymd' when dmy >= mdy then 'dmy' else 'mdy' end
                as solid
        from votes
        """
    )
