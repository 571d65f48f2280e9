-- One row per interaction type, department that should have recorded it, and month.
{% set keys = ['customer_id', 'order_number', 'contract_number'] %}

with

rules as (
    select * from {{ policy('capture_rules') }} as rules
),

interactions as (
    select
        interaction_id,
        department,
        interaction_type,
        channel,
        occurred_at,
        customer_id,
        order_number,
        contract_number
    from {{ ref('interactions') }}
),

-- Nobody is judged before the time to record has passed, nor where the key is not known.
known as (
    {% for key in keys -%}
    select
        rules.interaction_type,
        rules.department,
        rules.recorded_type,
        rules.known_by,
        rules.matched_by,
        rules.days_before,
        rules.days_after,
        interactions.interaction_id,
        interactions.occurred_at,
        interactions.{{ key }} as match_key
    from interactions
    inner join rules
        on interactions.department = rules.known_by
        and interactions.interaction_type = rules.interaction_type
    where rules.matched_by = '{{ key }}'
        and interactions.{{ key }} is not null
        and coalesce(rules.channel, interactions.channel) = interactions.channel
        and {{ add_days('interactions.occurred_at', 'rules.days_after') }} <= {{ as_of() }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

recorders as (
    select distinct
        department,
        recorded_type,
        matched_by
    from rules
),

records as (
    {% for key in keys -%}
    select
        interactions.department,
        interactions.interaction_type as recorded_type,
        '{{ key }}' as matched_by,
        interactions.{{ key }} as match_key,
        interactions.occurred_at
    from interactions
    inner join recorders
        on interactions.department = recorders.department
        and interactions.interaction_type = recorders.recorded_type
    where recorders.matched_by = '{{ key }}' and interactions.{{ key }} is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

captured as (
    select distinct
        known.interaction_id,
        known.department
    from known
    inner join records
        on known.department = records.department
        and known.recorded_type = records.recorded_type
        and known.matched_by = records.matched_by
        and known.match_key = records.match_key
    where {{ days_between('known.occurred_at', 'records.occurred_at') }}
        between -known.days_before and known.days_after
)

select
    known.interaction_type,
    known.department,
    {{ month_start('known.occurred_at') }} as month,
    max(known.known_by) as known_by,
    max(known.recorded_type) as recorded_type,
    count(*) as expected,
    count(captured.interaction_id) as recorded,
    1 - count(captured.interaction_id) / cast(count(*) as double) as gap_share
from known
left join captured
    on known.interaction_id = captured.interaction_id
    and known.department = captured.department
group by known.interaction_type, known.department, {{ month_start('known.occurred_at') }}
