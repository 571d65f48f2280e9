-- One row per touchpoint of a customer, a visitor or a record with any department.
with

recorded as (
    select * from {{ ref('touchpoints_recorded') }}
    where visitor_id is null
),

types as (
    select * from {{ policy('interaction_types') }} as types
),

crosswalk as (
    select
        record_id,
        customer_id
    from {{ ref('crosswalk') }}
),

buyers as (
    select
        order_number,
        customer_id
    from {{ ref('orders') }}
),

texts as (
    select * from {{ ref('text_topics') }}
),

-- A parcel is the buyer's touchpoint, though its record is the recipient.
owned as (
    select
        {% for column in interaction_columns() -%}
        recorded.{{ column }},
        {% endfor -%}
        case
            when recorded.department = 'delivery'
                then coalesce(buyers.customer_id, crosswalk.customer_id)
            else crosswalk.customer_id
        end as customer_id,
        cast(null as string) as session_id
    from recorded
    left join crosswalk
        on recorded.record_id = crosswalk.record_id
    left join buyers
        on recorded.order_number = buyers.order_number
),

touchpoints as (
    {% for part in ['owned', ref('web_visits')] -%}
    select
        {% for column in interaction_columns() -%}
        {{ column }},
        {% endfor -%}
        customer_id,
        session_id
    from {{ part }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select
    touchpoints.interaction_id,
    touchpoints.customer_id,
    touchpoints.record_id,
    touchpoints.visitor_id,
    touchpoints.session_id,
    touchpoints.occurred_at,
    touchpoints.department,
    coalesce(touchpoints.channel, types.channel) as channel,
    coalesce(types.interaction_type, touchpoints.source_event) as interaction_type,
    types.direction,
    coalesce(touchpoints.topic, texts.text_topic) as topic,
    texts.text_topic,
    touchpoints.order_number,
    touchpoints.policy_number,
    touchpoints.case_id,
    touchpoints.claim_id,
    touchpoints.campaign_id,
    touchpoints.entry_source,
    touchpoints.team,
    touchpoints.outcome,
    coalesce(types.is_problem, false) as is_problem,
    coalesce(types.is_contact, false) as is_contact,
    cast(coalesce(types.cost_gbp, 0) as decimal(18, 2)) as cost_gbp
from touchpoints
left join types
    on touchpoints.department = types.department
    and touchpoints.source_event = types.source_event
left join texts
    on touchpoints.interaction_id = texts.interaction_id
