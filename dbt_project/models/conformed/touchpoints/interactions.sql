-- One row per touchpoint of a customer, a visitor or a record with any department.
with

visits as (
    select
        interaction_id,
        customer_id,
        session_id
    from {{ ref('web_visits') }}
),

types as (
    select * from {{ policy('interaction_types') }} as types
),

buyers as (
    select
        order_number,
        customer_id
    from {{ ref('orders') }}
),

texts as (
    select * from {{ source('statistics', 'text_readings') }}
),

-- A parcel is the buyer's touchpoint, though its record is the recipient; a page is the visitor's.
-- Pages and the rest are owned apart, so that millions of pages meet one join, not three; and read
-- apart, because an expression read twice is kept in memory whole.
owned as (
    select
        recorded.*,
        case
            when recorded.department in (
                    select deliveries.department from {{ ref('feed_deliveries') }} as deliveries
                )
                then coalesce(buyers.customer_id, owners.customer_id)
            else owners.customer_id
        end as customer_id,
        cast(null as string) as session_id
    from {{ ref('touchpoints_recorded') }} as recorded
    left join {{ ref('record_owners') }} as owners
        on recorded.record_id = owners.record_id
        and {{ is_owner_at('recorded.occurred_at') }}
    left join buyers
        on recorded.order_number = buyers.order_number
    where recorded.visitor_id is null
    union all
    select
        recorded.*,
        visits.customer_id,
        visits.session_id
    from {{ ref('touchpoints_recorded') }} as recorded
    inner join visits
        on recorded.interaction_id = visits.interaction_id
    where recorded.visitor_id is not null
)

select
    owned.interaction_id,
    owned.customer_id,
    owned.record_id,
    owned.visitor_id,
    owned.session_id,
    owned.occurred_at,
    owned.department,
    coalesce(owned.channel, types.channel) as channel,
    coalesce(types.interaction_type, owned.source_event, 'unknown') as interaction_type,
    types.direction,
    coalesce(owned.topic, texts.topic) as topic,
    case when owned.topic is null then texts.topic end as text_topic,
    texts.interaction_id is not null as has_text,
    texts.told_by as text_topic_told_by,
    texts.tone,
    texts.polarity,
    texts.note as text_note,
    owned.order_number,
    owned.contract_number,
    owned.case_id,
    owned.claim_id,
    owned.campaign_id,
    owned.entry_source,
    owned.team,
    owned.outcome,
    coalesce(types.is_problem, false) as is_problem,
    coalesce(types.is_contact, false) as is_contact,
    cast(coalesce(types.cost, 0) as decimal(18, 2)) as cost
from owned
left join types
    on owned.department = types.department
    and owned.source_event = types.source_event
left join texts
    on owned.interaction_id = texts.interaction_id
