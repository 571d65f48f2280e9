-- One row per interaction type: how much sooner than their like who met it are lost. The hazard
-- ratio is that of Mantel and Haenszel over groups of like customers and quarters of the time; its
-- variance is Greenland and Robins' (1985).
{% set z = '1.959963985e0' %}
with

landmarks as (
    select * from {{ ref('book_landmarks') }}
),

touched as (
    select * from {{ ref('interaction_exposures') }}
),

compared as (
    select *, days_1 + days_0 as days
    from {{ ref('interaction_comparisons') }}
),

terms as (
    select
        interaction_type,
        lost_1,
        days_1 * lost_0 / days_0 as lost_as_their_like,
        lost_1 * days_0 / days as above,
        lost_0 * days_1 / days as below,
        (lost_1 + lost_0) * days_1 * days_0 / (days * days) as spread
    from compared
),

-- As decimals: their sums are exact, whatever the order in which they are added.
pooled as (
    select
        interaction_type,
        sum(lost_1) as lost_of_exposed,
        {% for term in ['lost_as_their_like', 'above', 'below', 'spread'] -%}
        cast(sum(cast({{ term }} as decimal(38, 12))) as double) as {{ term }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from terms
    group by interaction_type
),

exposed as (
    select
        touched.interaction_type,
        count(*) as exposed,
        -- The newest are taken to be driven away as the others are.
        count(*) / nullif(cast(
            sum(case when landmarks.is_comparable then 1 else 0 end) as double
        ), 0) as scale,
        cast(sum(landmarks.value) as double) / nullif(count(landmarks.value), 0) as mean_value
    from touched
    inner join landmarks
        on touched.customer_id = landmarks.customer_id and touched.month = landmarks.month
    where touched.is_exposed
    group by touched.interaction_type
),

ratios as (
    select
        *,
        case when above > 0 and below > 0 then above / below end as hazard_ratio,
        case when above > 0 and below > 0 then sqrt(spread / (above * below)) end as log_error
    from pooled
)

select
    exposed.interaction_type,
    exposed.exposed,
    exposed.mean_value,
    coalesce(ratios.lost_of_exposed, 0) as lost_of_exposed,
    ratios.lost_as_their_like,
    ratios.hazard_ratio,
    ratios.hazard_ratio * exp(-{{ z }} * ratios.log_error) as hazard_ratio_low,
    ratios.hazard_ratio * exp({{ z }} * ratios.log_error) as hazard_ratio_high,
    exposed.scale * ratios.lost_of_exposed * (1 - 1 / ratios.hazard_ratio) as excess_losses,
    exposed.scale * ratios.lost_of_exposed
    * (1 - exp({{ z }} * ratios.log_error) / ratios.hazard_ratio) as excess_losses_low,
    exposed.scale * ratios.lost_of_exposed
    * (1 - exp(-{{ z }} * ratios.log_error) / ratios.hazard_ratio) as excess_losses_high
from exposed
left join ratios on exposed.interaction_type = ratios.interaction_type
