-- One row per day of the calendar, and per day outside it that a fact names.
{%- set starts = var('fiscal_year_starts', 1) | int %}
with

named as (
    select day from {{ ref('days') }}
    union
    select ordered_on from {{ ref('orders') }}
    union
    select starts_on from {{ ref('contracts') }}
    union
    select ends_on from {{ ref('contracts') }}
    union
    select ended_on from {{ ref('contracts') }}
    union
    select cast(opened_at as date) from {{ ref('cases') }}
    union
    select cast(occurred_at as date) from {{ ref('interactions') }}
    where is_contact
    union
    select cast(sent_at as date) from {{ ref('communications') }}
    union
    select cast(started_at as date) from {{ ref('sessions') }}
    union
    select cast(opened_at as date) from {{ ref('claims') }}
    union
    select dispatched_on from {{ ref('deliveries') }}
    union
    select cast(invited_at as date) from {{ ref('survey_answers') }}
),

numbered as (
    select
        day,
        cast(extract(year from day) as integer) as calendar_year,
        cast(extract(month from day) as integer) as month_number,
        {{ day_of_week('day') }} as day_of_week
    from named
    where day is not null
)

select
    day,
    {{ month_start('day') }} as month,
    calendar_year,
    cast(floor((month_number + 2) / 3) as integer) as calendar_quarter,
    month_number,
    day_of_week,
    day_of_week >= 6 as is_weekend,
    case
        when {{ starts }} > 1 and month_number >= {{ starts }} then calendar_year + 1
        else calendar_year
    end as fiscal_year,
    (month_number + 12 - {{ starts }}) % 12 + 1 as fiscal_month,
    day = {{ add_days(add_months(month_start('day'), 1), -1) }} as is_last_of_month,
    day = {{ as_of() }} as is_measured_day
from numbered
