-- One row per customer, purpose, channel and state of the person that forbids it today.
with

purposes as (
    select purpose from {{ policy('purposes') }} as policy
),

channels as (
    select channel from {{ policy('contact_caps') }} as policy
    where channel <> 'total'
),

forbidden as (
    select
        states.customer_id, purposes.purpose, channels.channel, states.state,
        cast(states.valid_to as date) as until_on
    from {{ ref('person_states') }} as states
    cross join purposes
    inner join channels on coalesce(states.channel, channels.channel) = channels.channel
    left join {{ policy('state_permits') }} as permits
        on states.state = permits.state and purposes.purpose = permits.purpose
    where states.is_current and permits.state is null
)

select
    customer_id, purpose, channel, state,
    -- One without an end outlasts the others.
    case
        when max(case when until_on is null then 1 else 0 end) = 0 then max(until_on)
    end as until_on
from forbidden
group by customer_id, purpose, channel, state
