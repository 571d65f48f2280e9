-- One row per touchpoint with the contact centre: a call, chat or e-mail, or a case closed.
with

cases as (
    select * from {{ ref('stg_service__cases') }}
),

contacts as (
    select
        contacts.contact_id,
        contacts.case_id,
        contacts.channel,
        contacts.direction,
        contacts.started_at,
        contacts.team,
        contacts.is_resolved,
        contacts.note,
        coalesce(contacts.customer_ref, cases.customer_ref) as customer_ref,
        coalesce(contacts.topic, cases.topic) as topic,
        cases.order_number,
        cases.policy_number,
        coalesce(cases.is_complaint, contacts.topic = 'complaint', false) as is_complaint
    from {{ ref('stg_service__contacts') }} as contacts
    left join cases
        on contacts.case_id = cases.case_id
)

select
    {{ customer360.feed({
        'interaction_id': 'contact_id',
        'record_id': 'customer_ref',
        'occurred_at': 'started_at',
        'source_event': "direction || case when is_complaint then ' complaint' else ' contact' end",
        'channel': 'channel',
        'topic': 'topic',
        'order_number': 'order_number',
        'contract_number': 'policy_number',
        'case_id': 'case_id',
        'team': 'team',
        'outcome': "case when is_resolved then 'resolved' else 'unresolved' end",
        'free_text': 'note',
    }) }}
from contacts
union all
select
    {{ customer360.feed({
        'interaction_id': 'case_id',
        'record_id': 'customer_ref',
        'occurred_at': 'closed_at',
        'source_event': "'case closed'",
        'topic': 'topic',
        'order_number': 'order_number',
        'contract_number': 'policy_number',
        'case_id': 'case_id',
        'team': 'team',
        'outcome': 'resolution',
    }) }}
from cases
where closed_at is not null
