-- One row per planned message to somebody whose state on that day forbids it.
select
    planned.message_id, planned.customer_id, min(states.valid_from) as since
from {{ ref('scheduled_messages') }} as planned
inner join {{ ref('person_states') }} as states
    on planned.customer_id = states.customer_id
    and states.is_current
    and coalesce(planned.scheduled_at < states.valid_to, true)
    and coalesce(states.channel = planned.channel, true)
-- A state forbids every purpose that no rule permits, known or not.
left join {{ policy('state_permits') }} as permits
    on states.state = permits.state and planned.purpose = permits.purpose
where permits.state is null
group by planned.message_id, planned.customer_id
