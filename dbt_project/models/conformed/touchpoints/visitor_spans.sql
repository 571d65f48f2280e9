-- One row per web visitor and login span.
with

events as (
    select
        event_id,
        visitor_id,
        account_id,
        order_number,
        occurred_at
    from {{ ref('stg_web__events') }}
    where {{ until_as_of('occurred_at') }}
),

accounts as (
    select
        source_record_id as account_id,
        customer_id
    from {{ ref('crosswalk') }}
    where department = 'shop'
),

buyers as (
    select
        order_number,
        customer_id
    from {{ ref('orders') }}
),

-- A log-in names the person; so does an order placed on the browser without an account.
sightings as (
    select
        events.event_id,
        events.visitor_id,
        events.occurred_at,
        coalesce(accounts.customer_id, buyers.customer_id) as customer_id
    from events
    left join accounts
        on events.account_id = accounts.account_id
    left join buyers
        on events.order_number = buyers.order_number
    where coalesce(accounts.customer_id, buyers.customer_id) is not null
),

changes as (
    select
        *,
        lag(customer_id) over (
            partition by visitor_id order by occurred_at, event_id
        ) as customer_before
    from sightings
),

first_events as (
    select
        visitor_id,
        min(occurred_at) as first_event_at
    from events
    group by visitor_id
),

starts as (
    select
        changes.visitor_id,
        changes.customer_id,
        changes.occurred_at as login_at,
        row_number() over (
            partition by changes.visitor_id order by changes.occurred_at, changes.event_id
        ) as span_number,
        lead(changes.occurred_at) over (
            partition by changes.visitor_id order by changes.occurred_at, changes.event_id
        ) as next_login_at
    from changes
    where changes.customer_before is null or changes.customer_before <> changes.customer_id
)

-- What came before the first log-in is that person's; nothing of it moves to a later user.
select
    starts.visitor_id,
    starts.customer_id,
    case
        when starts.span_number = 1 then first_events.first_event_at
        else starts.login_at
    end as valid_from,
    starts.next_login_at as valid_to,
    starts.login_at,
    starts.span_number
from starts
inner join first_events
    on starts.visitor_id = first_events.visitor_id
