-- One row per customer, attribute, department and distinct value, with what decided which survives.
with

candidates as (
    select * from {{ ref('attribute_candidates') }}
),

supported as (
    select
        *,
        cast(
            sum(score) over (partition by customer_id, attribute, value_key) as decimal(38, 9)
        ) as support,
        min(case when is_third_party then 1 else 0 end) over (
            partition by customer_id, attribute, value_key
        ) as only_third_parties,
        row_number() over (
            partition by customer_id, attribute, value_key order by score desc, record_id asc
        ) as rank_within_value
    from candidates
),

-- The best row of every distinct value comes first; 1 is the survivor, 2 its strongest rival.
ranked as (
    select
        *,
        cast(support as double) / nullif(score, 0) as agreement,
        row_number() over (
            partition by customer_id, attribute
            order by
                case when rank_within_value = 1 then 0 else 1 end,
                only_third_parties asc, support desc, score desc, record_id asc
        ) as survival_rank
    from supported
),

best_two as (
    select
        customer_id,
        attribute,
        max(case when survival_rank = 1 then value_key end) as surviving_key,
        {% for factor in ['trust', 'recency', 'completeness', 'agreement'] -%}
        ln(
            max(case when survival_rank = 1 then {{ factor }} end)
            / nullif(max(case when survival_rank = 2 then {{ factor }} end), 0)
        ) as {{ factor }}_lead,
        {% endfor -%}
        max(case when survival_rank = 2 then only_third_parties end)
        > max(case when survival_rank = 1 then only_third_parties end) as is_by_party,
        cast(sum(case when rank_within_value = 1 then 1 else 0 end) as integer) as distinct_values,
        cast(count(*) as integer) as stated
    from ranked
    group by customer_id, attribute
),

decided as (
    select
        *,
        case
            when stated = 1 then 'only value'
            when distinct_values = 1 then 'all agree'
            when is_by_party then 'own before bought'
            when trust_lead >= greatest(recency_lead, completeness_lead, agreement_lead, 1e-9)
                then 'more trusted source'
            when recency_lead >= greatest(completeness_lead, agreement_lead, 1e-9)
                then 'more recent'
            when completeness_lead >= greatest(agreement_lead, 1e-9) then 'more complete'
            when agreement_lead >= 1e-9 then 'more departments agree'
            else 'tie, first record'
        end as rule
    from best_two
)

select
    ranked.customer_id,
    ranked.attribute,
    ranked.department,
    ranked.record_id,
    ranked.last_seen_at,
    ranked.value_1,
    ranked.value_2,
    ranked.value_3,
    ranked.value_4,
    ranked.score,
    ranked.support,
    ranked.survival_rank = 1 as is_winner,
    ranked.value_key = decided.surviving_key as agrees_with_winner,
    decided.rule,
    decided.distinct_values
from ranked
inner join decided
    on ranked.customer_id = decided.customer_id
    and ranked.attribute = decided.attribute
