-- One row per survey response and driver rated.
with

responses as (
    select * from {{ ref('stg_survey__responses') }}
    where {{ until_as_of('responded_at') }}
    qualify row_number() over (
            partition by invitation_id order by responded_at, response_id
        ) = 1
),

customers as (
    select
        source_record_id as invitation_id,
        customer_id
    from {{ ref('crosswalk') }}
    where department = 'survey'
),

ratings as (
    {% for driver in ['website', 'stock', 'delivery', 'call_centre', 'claims', 'price'] -%}
    select
        response_id,
        invitation_id,
        '{{ driver }}' as driver,
        cast(rating_{{ driver }} as integer) as rating
    from responses
    where rating_{{ driver }} between 1 and 5
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select
    ratings.response_id,
    ratings.invitation_id,
    customers.customer_id,
    ratings.driver,
    ratings.rating
from ratings
left join customers
    on ratings.invitation_id = customers.invitation_id
