-- One row per priority interaction: the ones that matter most, and who fails to record them.
{% set most = journey_limit('priority_interactions') %}

with

ranked as (
    select * from {{ ref('top_interactions') }}
    where rank <= {{ most }}
),

touches as (
    select
        interactions.interaction_type,
        interactions.department,
        interactions.cost,
        {{ days_between('interactions.occurred_at', as_of()) }} as days_ago
    from {{ ref('interactions') }} as interactions
    inner join ranked
        on interactions.interaction_type = ranked.interaction_type
    where interactions.customer_id is not null
),

handling as (
    select
        interaction_type,
        cast(sum(cost) as decimal(18, 2)) as cost,
        {{ list_agg_distinct('department') }} as recorded_by,
        sum(case when days_ago < 365 then 1 else 0 end) as volume_12m,
        sum(case when days_ago between 365 and 729 then 1 else 0 end) as volume_12m_before
    from touches
    group by interaction_type
),

gaps as (
    select
        interaction_type,
        department,
        sum(expected) as expected,
        sum(recorded) as recorded,
        1 - sum(recorded) / cast(sum(expected) as double) as gap_share
    from {{ ref('interaction_capture_gaps') }}
    group by interaction_type, department
),

worst as (
    select
        interaction_type,
        department,
        gap_share
    from gaps
    where gap_share > 0
    qualify
        row_number() over (
            partition by interaction_type order by gap_share desc, expected desc, department asc
        ) = 1
),

expectations as (
    select
        interaction_type,
        {{ list_agg_distinct('department') }} as expected_of,
        sum(expected) as expected,
        sum(recorded) as recorded
    from gaps
    group by interaction_type
)

select
    ranked.interaction_type,
    ranked.rank,
    ranked.volume,
    cast(handling.volume_12m as bigint) as volume_12m,
    cast(handling.volume_12m_before as bigint) as volume_12m_before,
    ranked.problem_rate,
    ranked.later_loss_rate,
    ranked.hazard_ratio,
    ranked.excess_loss,
    ranked.excess_loss_low,
    ranked.excess_loss_high,
    ranked.hand_off_cost,
    ranked.repair_worth_12m,
    handling.cost,
    handling.recorded_by,
    coalesce(expectations.expected_of, {{ array_of([]) }}) as expected_of,
    cast(expectations.expected as bigint) as expected,
    cast(expectations.recorded as bigint) as recorded,
    1 - expectations.recorded / cast(expectations.expected as double) as gap_share,
    worst.department as worst_department,
    worst.gap_share as worst_gap_share
from ranked
inner join handling
    on ranked.interaction_type = handling.interaction_type
left join expectations
    on ranked.interaction_type = expectations.interaction_type
left join worst
    on ranked.interaction_type = worst.interaction_type
