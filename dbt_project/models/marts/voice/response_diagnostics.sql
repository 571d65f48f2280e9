-- One row per fact known of everybody invited and its category: who answered, before and after.
with

profiles as (
    select * from {{ ref('invitation_profiles') }}
),

-- Both are decimals: their sums are exact, whatever the order in which they are added.
weights as (
    select
        invitation_id,
        cast(propensity as decimal(18, 9)) as propensity,
        cast(weight as decimal(18, 9)) as weight
    from {{ source('statistics', 'response_weights') }}
),

categories as (
    {% for fact in [
        'trigger', 'age_band', 'lines_of_business', 'tenure_band', 'recency_band', 'margin_band',
        'website_band', 'stock_band', 'delivery_band', 'call_centre_band', 'claims_band',
    ] -%}
    select
        invitation_id,
        '{{ fact }}' as fact,
        cast({{ fact }} as string) as category
    from profiles
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

sums as (
    select
        categories.fact,
        categories.category,
        count(*) as invited,
        count(weights.weight) as responses,
        sum(weights.weight) as weight,
        cast(sum(weights.weight * weights.weight) as double) as square,
        cast(max(weights.weight) as double) as largest_weight,
        round(
            cast(sum(weights.propensity) as double) / nullif(count(weights.propensity), 0), 9
        ) as mean_propensity
    from categories
    left join weights
        on categories.invitation_id = weights.invitation_id
    group by categories.fact, categories.category
)

select
    fact,
    category,
    invited,
    responses,
    mean_propensity,
    invited / cast(sum(invited) over (partition by fact) as double) as share_invited,
    responses
    / cast(nullif(sum(responses) over (partition by fact), 0) as double) as share_responses,
    cast(coalesce(weight, 0) as double)
    / cast(nullif(sum(weight) over (partition by fact), 0) as double) as share_weighted,
    coalesce(cast(weight as double) * cast(weight as double) / square, 0) as n_effective,
    largest_weight
from sums
