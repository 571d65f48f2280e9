-- One row per customer: the card a colleague sees before saying a word.
with

customers as (
    select * from {{ ref('customers') }}
),

states as (
    select * from {{ ref('customer_states') }}
    where line_of_business = 'enterprise'
),

risks as (
    select * from {{ ref('customer_risks') }}
    where line_of_business = 'enterprise'
),

purchases as (
    select * from {{ ref('customer_purchases') }}
),

experience as (
    select * from {{ ref('customer_experience') }}
),

open_cases as (
    select customer_id, cast(count(*) as integer) as open_cases
    from {{ ref('cases') }}
    where is_open
    group by customer_id
),

consents as (
    select
        customer_id,
    {% for channel in ['email', 'phone', 'post'] -%}
    min(case when channel = '{{ channel }}' then cast(is_allowed as integer) end)
        as consent_{{ channel }}{% if not loop.last %},{% endif %}
    {% endfor %}
    from {{ ref('consents') }}
    where purpose = 'marketing' and valid_to is null
    group by customer_id
),

-- What forbids an offer in every channel; what forbids one channel only is a matter of consent.
channels as (
    select count(*) as channels from {{ policy('contact_caps') }} as policy
    where channel <> 'total'
),

barriers as (
    select suppressions.customer_id, suppressions.reason
    from {{ ref('suppression_reasons') }} as suppressions
    cross join channels
    where suppressions.purpose = 'offer'
    group by suppressions.customer_id, suppressions.reason
    having count(distinct suppressions.channel) >= max(channels.channels)
),

person_states as (
    select
        customer_id,
        {{ list_agg_distinct("state || coalesce(' by ' || channel, '')") }} as person_states
    from {{ ref('person_states') }}
    where is_current
    group by customer_id
),

barrier_lists as (
    select customer_id, {{ sorted_list('reason', 'reason') }} as reasons
    from barriers
    group by customer_id
),

calls as (
    select customer_id, why
    from {{ ref('next_best_actions') }}
    where channel = 'phone' and {{ array_size('blocked_by') }} = 0
    qualify row_number() over (partition by customer_id order by rank) = 1
)

select
    customers.customer_id,
    customers.customer_kind,
    customers.display_name,
    {% for field in customer360.golden_fields() -%}
    customers.{{ field }},
    {% endfor -%}
    customers.household_id,
    customers.is_anonymous,
    states.state as lifecycle_state,
    states.is_new,
    states.state = 'lost' as is_lost,
    coalesce(risks.is_at_risk, false) as is_at_risk,
    case when risks.is_at_risk then risks.risk_reasons end as risk_reasons,
    states.ended_by,
    purchases.first_purchase_on,
    purchases.last_purchase_on,
    coalesce(purchases.lines_of_business, {{ array_of([]) }}) as lines_of_business,
    case
        when purchases.customer_id is null then coalesce(credits.margin_12m, 0)
        else purchases.margin_12m
    end as margin_12m,
    coalesce(purchases.purchases_12m_without_margin, 0) as purchases_12m_without_margin,
    coalesce(person_states.person_states, {{ array_of([]) }}) as person_states,
    coalesce(open_cases.open_cases, 0) as open_cases,
    experience.last_contact_at,
    experience.last_contact_channel,
    experience.last_problem,
    experience.last_problem_at,
    -- Silence is no consent.
    coalesce(consents.consent_email, 0) = 1 as consent_email,
    coalesce(consents.consent_phone, 0) = 1 as consent_phone,
    coalesce(consents.consent_post, 0) = 1 as consent_post,
    coalesce(barrier_lists.reasons, {{ array_of([]) }}) as do_not_offer_reasons,
    calls.why as reason_to_call,
    customers.source_records,
    customers.departments,
    {{ as_of() }} as measured_on
from customers
left join states on customers.customer_id = states.customer_id
left join risks on customers.customer_id = risks.customer_id
left join purchases on customers.customer_id = purchases.customer_id
left join person_states on customers.customer_id = person_states.customer_id
left join {{ ref('customer_credits') }} as credits on customers.customer_id = credits.customer_id
left join open_cases on customers.customer_id = open_cases.customer_id
left join experience on customers.customer_id = experience.customer_id
left join consents on customers.customer_id = consents.customer_id
left join barrier_lists on customers.customer_id = barrier_lists.customer_id
left join calls on customers.customer_id = calls.customer_id
