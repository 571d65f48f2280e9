-- One row per thing that happened to a customer, in any department; a web session is one of them.
with

-- What departments recorded, pages apart.
recorded as (
    select
        interaction_id as source_key,
        customer_id,
        occurred_at,
        case
            when is_contact then 'contact'
            when direction = 'outbound' then 'sent'
            else 'received'
        end as kind,
        interaction_type as event,
        department,
        channel,
        topic,
        tone,
        case
            when case_id is not null then 'case'
            when claim_id is not null then 'claim'
            when contract_number is not null then 'contract'
            when order_number is not null then 'order'
        end as reference_type,
        coalesce(case_id, claim_id, contract_number, order_number) as reference,
        is_problem
    from {{ ref('interactions') }}
    where customer_id is not null and session_id is null
),

-- Whichever department keeps the pages: a session is of the one its first page is of.
visits as (
    select
        sessions.session_id, sessions.customer_id, sessions.started_at, 'visit' as kind,
        sessions.outcome, pages.department, pages.channel, cast(null as string) as topic,
        cast(null as string) as tone,
        case when sessions.campaign_id is not null then 'campaign' end as reference_type,
        sessions.campaign_id, sessions.has_problem
    from {{ ref('sessions') }} as sessions
    left join {{ ref('interactions') }} as pages on sessions.session_id = pages.interaction_id
    where sessions.customer_id is not null
),

standing as (
    select
        lifecycle_event_id, customer_id, cast(on_date as timestamp) as occurred_at,
        'standing' as kind, event, cast(null as string) as department,
        cast(null as string) as channel, reason as topic, cast(null as string) as tone,
        'line_of_business' as reference_type, line_of_business, event = 'lost' as is_problem
    from {{ ref('lifecycle_events') }}
),

permissions as (
    select
        {{ hash_key(['customer_id', 'purpose', 'channel', 'valid_from']) }} as source_key,
        customer_id, valid_from, 'permission' as kind,
        case when is_allowed then 'allowed' else 'refused' end as event,
        cast(null as string) as department, channel, source as topic, cast(null as string) as tone,
        'purpose' as reference_type, purpose, false as is_problem
    from {{ ref('consents') }}
    where customer_id is not null and valid_from is not null
),

states as (
    select
        person_state_id, customer_id, valid_from, 'state' as kind, state,
        cast(null as string) as department, channel, reason as topic,
        cast(null as string) as tone, 'record' as reference_type, record_id, true as is_problem
    from {{ ref('person_states') }}
    where customer_id is not null and valid_from is not null
),

happened as (
    select * from recorded
    union all
    select * from visits
    union all
    select * from standing
    union all
    select * from permissions
    union all
    select * from states
)

select
    {{ hash_key(['kind', 'source_key']) }} as timeline_id,
    customer_id, occurred_at, kind, event, department, channel, topic, tone,
    reference_type, reference, is_problem
from happened
