-- One row per outbound contact.
select
    {{ customer360.feed({
        'message_id': 'contacts.contact_id',
        'record_id': 'contacts.customer_ref',
        'channel': 'contacts.channel',
        'purpose': "'service'",
        'sent_at': 'contacts.started_at',
        'line_of_business': 'cases.line_of_business',
        'case_id': 'contacts.case_id',
    }) }}
from {{ ref('stg_service__contacts') }} as contacts
left join {{ ref('stg_service__cases') }} as cases
    on contacts.case_id = cases.case_id
where contacts.direction = 'outbound'
