-- One row per customer: whether it is a person, and what else it is.
with

named as (
    select
        crosswalk.customer_id,
        standardised.named
    from {{ ref('crosswalk') }} as crosswalk
    inner join {{ source('identity', 'standardised') }} as standardised
        on crosswalk.record_id = standardised.record_id
)

select
    customer_id,
    -- Whoever has one record of a person is one; a post or an estate may hang on it.
    case
        {% for kind in ['person', 'organisation', 'couple', 'estate'] -%}
        when max(case when named = '{{ kind }}' then 1 else 0 end) = 1 then '{{ kind }}'
        {% endfor -%}
        else 'function'
    end as customer_kind
from named
group by customer_id
