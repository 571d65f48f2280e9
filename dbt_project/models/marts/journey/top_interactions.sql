-- One row per interaction type, ranked by the margin that is lost where it happens.
with

kinds as (
    select * from {{ policy('interaction_kinds') }} as policy
),

losses as (
    select * from {{ ref('interaction_losses') }}
),

rates as (
    select * from {{ ref('interaction_rates') }}
),

priced as (
    select
        rates.*,
        kinds.kind,
        losses.exposed,
        losses.hazard_ratio,
        losses.hazard_ratio_low,
        losses.hazard_ratio_high,
        losses.excess_losses,
        losses.excess_losses * losses.mean_value as excess_loss,
        least(
            losses.excess_losses_low * losses.mean_value,
            losses.excess_losses_high * losses.mean_value
        ) as excess_loss_low,
        greatest(
            losses.excess_losses_low * losses.mean_value,
            losses.excess_losses_high * losses.mean_value
        ) as excess_loss_high,
        rates.hand_offs * {{ journey_limit('hand_off_cost') }} as hand_off_cost,
        kinds.kind is null
        and rates.share_across * 100 >= {{ journey_limit('across_departments') }}
        and losses.hazard_ratio is not null
        and losses.mean_value is not null as is_comparable
    from rates
    left join kinds on rates.interaction_type = kinds.interaction_type
    left join losses on rates.interaction_type = losses.interaction_type
),

placed as (
    select
        *,
        row_number() over (
            partition by is_comparable
            order by excess_loss + hand_off_cost desc, volume desc, interaction_type asc
        ) as place
    from priced
)

select
    interaction_type,
    case when is_comparable then cast(place as integer) end as rank,
    case
        when is_comparable then cast(null as string)
        when kind is not null then kind
        when share_across * 100 < {{ journey_limit('across_departments') }}
            then 'one department'
        when hazard_ratio is null then 'too few losses'
        else 'margin unknown'
    end as not_ranked_because,
    volume,
    customers,
    departments,
    share_across,
    problem_rate,
    later_loss_rate,
    exposed,
    hazard_ratio,
    hazard_ratio_low,
    hazard_ratio_high,
    excess_losses,
    {{ pennies('excess_loss') }} as excess_loss,
    {{ pennies('excess_loss_low') }} as excess_loss_low,
    {{ pennies('excess_loss_high') }} as excess_loss_high,
    cast(hand_offs as bigint) as hand_offs,
    cast(hand_off_cost as decimal(18, 2)) as hand_off_cost,
    -- What came of those of the last year alone, at the same rates.
    case
        when is_comparable
            then {{ pennies('recent_share * (greatest(excess_loss, 0) + hand_off_cost)') }}
    end as repair_worth_12m
from placed
