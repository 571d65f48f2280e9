-- One row per moment a department wrote somebody down: who, and the day whose details it got.
with written_down as (
    select 'crm' as source, 1 as source_no, contact_key as key, person_id, modified_at as seen_at,
        true as has_email
    from crm_contacts
    union all
    select 'service', 2, caller_key, person_id, updated_at, true from callers
    union all
    select 'shop', 3, account_key, person_id, last_login_at, true from account_logins
    union all
    select 'orders', 4, order_key, person_id, ordered_at, true from orders
    union all
    select 'delivery', 5, c.order_key, coalesce(o.recipient_id, c.person_id), c.ordered_at, false
    from consignments c join orders o using (order_key)
    union all
    select 'survey', 6, invitation_key, person_id, invited_at, by_email from invitations
    union all
    select 'marketing', 7, prospect_key, person_id,
        created_at + days(u(prospect_key, 'updated')
            * date_diff('day', created_at::date, until_on())), has_email
    from prospects
    union all
    select 'insurance', 8, policy_key, person_id, issued_at, true from policies
    union all
    select 'drivers', 9, driver_key, person_id, added_on::timestamp, false from drivers_named
    union all
    select 'risk', 10, person_id, person_id, last_at, false from subjects
    union all
    select 'partner', 11, person_id, person_id, supplied_on::timestamp, true from partner_people
)

-- A told move brings the record up to date.
select
    w.* replace (greatest(w.seen_at, coalesce(t.told_at, w.seen_at)) as seen_at),
    t.told_at is not null as is_told,
from written_down w
left join told_moves t using (source, key)
