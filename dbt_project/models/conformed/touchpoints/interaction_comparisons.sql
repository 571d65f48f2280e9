-- One row per interaction type, group of like customers and quarter of the time after it: days at
-- risk and losses of who met it and of who did not. Who is not lost when time is up is censored.
{% set parts = 4 %}
{% set horizon = journey_limit('later_loss') %}
with

landmarks as (
    select
        *,
        least(
            coalesce(lost_on, cast('9999-12-31' as date)), {{ as_of() }}
        ) as followed_until
    from {{ ref('book_landmarks') }}
),

touched as (
    select * from {{ ref('interaction_exposures') }}
),

parts as (
    {% for part in range(parts) -%}
    select
        {{ part }} as part,
        {{ horizon }} * {{ part }} / {{ parts }} as starts,
        {{ horizon }} * {{ part + 1 }} / {{ parts }} as ends
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

followed as (
    select
        landmarks.customer_id,
        landmarks.month,
        landmarks.stratum,
        parts.part,
        {{ days_between('landmarks.month_end', 'landmarks.followed_until') }} as days,
        landmarks.lost_on is not null
        and landmarks.lost_on <= landmarks.followed_until as ends_in_loss,
        parts.starts,
        parts.ends
    from landmarks
    cross join parts
    where landmarks.is_comparable
),

at_risk as (
    select
        customer_id,
        month,
        stratum,
        part,
        least(days, ends) - starts as days,
        case when ends_in_loss and days <= ends then 1 else 0 end as lost
    from followed
    where days > starts
),

everybody as (
    select stratum, part, sum(days) as days, sum(lost) as lost
    from at_risk
    group by stratum, part
),

groups as (
    select
        touched.interaction_type,
        at_risk.stratum,
        at_risk.part,
        sum(case when touched.is_exposed then at_risk.days else 0 end) as days_1,
        sum(case when touched.is_exposed then at_risk.lost else 0 end) as lost_1,
        sum(at_risk.days) as days_touched,
        sum(at_risk.lost) as lost_touched
    from touched
    inner join at_risk
        on touched.customer_id = at_risk.customer_id and touched.month = at_risk.month
    group by touched.interaction_type, at_risk.stratum, at_risk.part
)

select
    groups.interaction_type,
    groups.stratum,
    groups.part,
    cast(groups.days_1 as double) as days_1,
    cast(groups.lost_1 as double) as lost_1,
    cast(everybody.days - groups.days_touched as double) as days_0,
    cast(everybody.lost - groups.lost_touched as double) as lost_0
from groups
inner join everybody
    on groups.stratum = everybody.stratum and groups.part = everybody.part
where groups.days_1 > 0 and everybody.days > groups.days_touched
