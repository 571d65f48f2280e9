-- One row per alert that was raised: something a role should act on at once, raised once.
with rules as (
    select * from {{ policy('alert_rules') }} as policy
),

contacts as (
    select
        customer_id, occurred_at,
        row_number() over (
            partition by customer_id order by occurred_at, interaction_id
        ) as contact_number
    from {{ ref('interactions') }}
    where interaction_type in ('contact', 'complaint') and direction = 'inbound'
        and customer_id is not null
),

contacts_before_renewal as (
    select
        rules.rule, contracts.contract_number as reference, contacts.customer_id,
        contacts.occurred_at as raised_at
    from contacts
    inner join rules on rules.rule = 'contacts_before_renewal'
    inner join contacts as earlier
        on contacts.customer_id = earlier.customer_id
        and contacts.contact_number - rules.contacts + 1 = earlier.contact_number
        and {{ seconds_between('earlier.occurred_at', 'contacts.occurred_at') }}
        <= rules.window_days * 86400
    inner join {{ ref('contracts') }} as contracts
        on contacts.customer_id = contracts.customer_id
        and contracts.cancelled_on is null
        and contracts.starts_on <= cast(contacts.occurred_at as date)
        and {{ days_between('contacts.occurred_at', 'contracts.ends_on') }}
        between 0 and rules.horizon_days
),

failed as (
    select deliveries.consignment_id, deliveries.customer_id, deliveries.first_failure_at, rules.*
    from {{ ref('deliveries') }} as deliveries
    inner join rules on rules.rule = 'high_value_failed_delivery'
    where deliveries.first_failure_at is not null and deliveries.customer_id is not null
),

high_value_failed_delivery as (
    select
        failed.rule, failed.consignment_id, failed.customer_id, failed.first_failure_at
    from failed
    inner join {{ ref('purchases') }} as purchases
        on failed.customer_id = purchases.customer_id
        and {{ days_between('purchases.purchased_on', 'failed.first_failure_at') }}
        between 0 and failed.window_days - 1
    group by failed.rule, failed.consignment_id, failed.customer_id, failed.first_failure_at
    having sum(purchases.margin) >= max(failed.min_margin_12m)
),

-- A planned one is known to be wrong as soon as the decision is: there is time to stop it.
messages as (
    select message_id, customer_id, purpose, sent_at, sent_at as known_at
    from {{ ref('communications') }}
    union all
    select message_id, customer_id, purpose, scheduled_at, cast('1900-01-01' as timestamp)
    from {{ ref('scheduled_messages') }}
),

offer_to_cancelled_customer as (
    select
        rules.rule, messages.message_id, messages.customer_id,
        greatest(messages.known_at, concerned.since)
    from messages
    inner join rules on rules.rule = 'offer_to_cancelled_customer'
    left join {{ ref('purposes') }} as purposes on messages.purpose = purposes.purpose
    inner join {{ ref('customers_not_asked') }} as concerned
        on messages.customer_id = concerned.customer_id
        and concerned.since <= messages.sent_at
        and messages.sent_at < cast(concerned.until_on as timestamp)
        and messages.sent_at < {{ add_seconds(
            'cast(concerned.effective_on as timestamp)', 'rules.horizon_days * 86400'
        ) }}
    where coalesce(purposes.asks_for, 'unknown') <> 'nothing'
),

-- Whom a state forbids service messages, or anything that asks, is not rung up.
left_alone as (
    select
        states.customer_id, states.valid_from, states.is_current,
        coalesce(states.valid_to, cast('9999-12-31' as timestamp)) as valid_to,
        permits.state is not null as may_be_served
    from {{ ref('person_states') }} as states
    left join {{ policy('state_permits') }} as permits
        on states.state = permits.state and permits.purpose = 'service'
    where coalesce(states.channel, 'phone') = 'phone'
),

-- Who is being ended by then is not rung up to renew.
to_be_asked as (
    select renewing.*
    from contacts_before_renewal as renewing
    inner join rules on renewing.rule = rules.rule
    left join {{ ref('customers_not_asked') }} as concerned
        on renewing.customer_id = concerned.customer_id
        and coalesce(rules.asks_for, 'unknown') <> 'nothing'
        and concerned.since <= renewing.raised_at
        and renewing.raised_at < cast(concerned.until_on as timestamp)
    where concerned.customer_id is null
),

raised as (
    select called.*
    from (
        select * from to_be_asked
        union all
        select * from high_value_failed_delivery
    ) as called
    inner join rules on called.rule = rules.rule
    left join left_alone
        on called.customer_id = left_alone.customer_id
        and (not left_alone.may_be_served or coalesce(rules.asks_for, 'unknown') <> 'nothing')
        and (
            left_alone.is_current
            or (
                left_alone.valid_from <= called.raised_at
                and called.raised_at < left_alone.valid_to
            )
        )
    where left_alone.customer_id is null
    union all
    select * from offer_to_cancelled_customer
    union all
    select 'message_to_nobody', message_id, customer_id, since
    from {{ ref('messages_to_nobody') }}
),

-- The first time counts; a rerun finds the same alert under the same number.
first_raised as (
    select * from raised
    qualify
        row_number() over (
            partition by rule, reference order by raised_at, customer_id
        ) = 1
)

select
    {{ hash_key(['first_raised.rule', 'first_raised.reference']) }} as alert_id,
    first_raised.rule, first_raised.customer_id, first_raised.raised_at, rules.role,
    rules.message || ' (' || first_raised.reference || ')' as message, first_raised.reference
from first_raised
inner join rules on first_raised.rule = rules.rule
left join {{ ref('customer_restrictions') }} as restrictions
    on first_raised.customer_id = restrictions.customer_id
    and restrictions.restriction <> 'objected'
where restrictions.customer_id is null and {{ until_as_of('first_raised.raised_at') }}
