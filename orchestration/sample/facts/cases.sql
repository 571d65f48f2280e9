-- One row per case.
with gathered as (
    select
        case_key, issue_key, person_id, topic, order_number, policy_number, kind,
        min(started_at) filter (direction = 'inbound') as opened_at,
        max(started_at) as last_at,
        min(n) as first_n,
        arg_max(is_resolved, contact_key) filter (direction = 'inbound') as is_resolved,
        arg_min(team, contact_key) as team,
    from contacts
    group by case_key, issue_key, person_id, topic, order_number, policy_number, kind
),

ended as (
    select
        *,
        topic = 'complaint' or chance(case_key, 'complaint', if(first_n > 0, 0.35, 0.04))
            as is_complaint,
        case
            when kind <> 'ordinary' then last_at + seconds(whole(case_key, 'closing', 1200, 20000))
            when is_resolved then last_at + seconds(whole(case_key, 'closing', 900, 260000))
            when chance(case_key, 'never closed', 0.2) then null
            else last_at + seconds(whole(case_key, 'closing', 400000, 1700000))
        end as would_close_at,
    from gathered
)

select
    *,
    code('CS', case_key) as case_id,
    if(would_close_at < until_at(), would_close_at, null) as closed_at,
    case
        when would_close_at is null or would_close_at >= until_at() then null
        when kind <> 'ordinary' then kind
        when not is_resolved then 'escalated'
        else case topic
            when 'delivery' then one_of(case_key, 'how', ['redelivered', 'explained', 'refunded'])
            when 'returns' then one_of(case_key, 'how', ['refunded', 'explained', 'replaced'])
            when 'product' then one_of(case_key, 'how', ['replaced', 'refunded', 'explained'])
            when 'billing' then one_of(case_key, 'how', ['corrected', 'explained'])
            when 'website' then one_of(case_key, 'how', ['corrected', 'explained'])
            else 'explained'
        end
    end as resolution,
from ended
