-- One row per person, purpose (marketing, research) and channel: while a denial is in force.
-- The most restrictive record wins; inside a record the latest answer that applies.
with answers as (
    select p.person_id, a.prospect_key as record_key, a.purpose, a.channel, a.is_allowed,
        a.recorded_at, true as is_dated
    from preferences a join prospects p using (prospect_key)
    union all
    select person_id, prospect_key, 'marketing', 'email', false, occurred_at, true
    from unsubscribes
    union all
    select person_id, account_key + 70000000000, 'marketing', 'email', false, created_at, false
    from accounts where not accepts_marketing
),

spread as (
    select person_id, record_key, p as purpose, c as channel, is_allowed, recorded_at, is_dated
    from answers,
        unnest(['marketing', 'research']) x(p),
        unnest(['email', 'phone', 'sms', 'post']) y(c)
    where (purpose = 'all' or purpose = p) and (channel = 'all' or channel = c)
),

settled as (
    select person_id, record_key, purpose, channel, recorded_at, bool_and(is_allowed) as is_allowed,
        bool_and(is_dated) as is_dated,
    from spread
    group by person_id, record_key, purpose, channel, recorded_at
)

select
    person_id, record_key, purpose, channel, is_allowed, is_dated, recorded_at as valid_from,
    coalesce(lead(recorded_at) over (partition by record_key, purpose, channel
        order by recorded_at), timestamp '9999-12-31') as valid_to,
from settled
qualify not is_allowed
