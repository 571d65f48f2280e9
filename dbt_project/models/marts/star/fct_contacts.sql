-- One row per contact between a customer and the company, in any department and channel.
select
    contacts.interaction_id,
    {{ known('contacts.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    {{ known('contacts.channel') }} as channel,
    cast(contacts.occurred_at as date) as occurred_on,
    contacts.department,
    contacts.interaction_type,
    contacts.direction,
    contacts.topic,
    contacts.team,
    issues.issue_id,
    coalesce(issues.is_retold, false) as is_retold,
    issues.channel_before,
    issues.team_before,
    contacts.outcome,
    contacts.is_problem,
    cast(1 as integer) as contacts,
    contacts.cost
from {{ ref('interactions') }} as contacts
left join {{ ref('customers') }} as customers on contacts.customer_id = customers.customer_id
left join {{ ref('issue_contacts') }} as issues
    on contacts.interaction_id = issues.interaction_id
where contacts.is_contact
