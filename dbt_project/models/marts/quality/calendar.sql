-- One row per day.
{%- set starts = var('fiscal_year_starts', 1) | int %}
with

days as (
    select
        day,
        {{ month_start('day') }} as month,
        cast(extract(year from day) as integer) as year_number,
        cast(extract(month from day) as integer) as month_number
    from {{ ref('days') }}
),

fiscal as (
    select
        *,
        -- A fiscal year is called by the calendar year that it ends in.
        case
            when {{ starts }} > 1 and month_number >= {{ starts }} then year_number + 1
            else year_number
        end as fiscal_year,
        (month_number + 12 - {{ starts }}) % 12 + 1 as fiscal_month
    from days
)

select
    day,
    month,
    fiscal_year,
    cast(floor((fiscal_month + 2) / 3) as integer) as fiscal_quarter,
    fiscal_month
from fiscal
