-- One row per web visitor and login span.
with

first_events as (
    select
        visitor_id,
        min(occurred_at) as first_event_at
    from {{ ref('web_sittings') }}
    group by visitor_id
),

logins as (
    select
        *,
        lag(login_customer_id) over (
            partition by visitor_id order by occurred_at, interaction_id
        ) as customer_before,
        lag(sitting_number) over (
            partition by visitor_id order by occurred_at, interaction_id
        ) as sitting_before
    from {{ ref('web_sittings') }}
    where login_customer_id is not null
),

-- Who logs in was there from the start of the sitting, unless another log-in came before in it.
changes as (
    select
        *,
        case
            when sitting_before = sitting_number then occurred_at
            else sitting_started_at
        end as begins_at,
        row_number() over (
            partition by visitor_id order by occurred_at, interaction_id
        ) as span_number
    from logins
    where customer_before is null or customer_before <> login_customer_id
)

-- What came before the first log-in is that person's; nothing of it moves to a later user.
select
    changes.visitor_id,
    changes.login_customer_id as customer_id,
    case
        when changes.span_number = 1 then first_events.first_event_at
        else changes.begins_at
    end as valid_from,
    lead(changes.begins_at) over (
        partition by changes.visitor_id order by changes.span_number
    ) as valid_to,
    changes.occurred_at as login_at,
    cast(changes.span_number as integer) as span_number
from changes
inner join first_events
    on changes.visitor_id = first_events.visitor_id
