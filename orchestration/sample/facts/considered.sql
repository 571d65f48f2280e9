-- One row per planned send that passes consent as recorded on paper, or slips past it.
with reachable as (
    select i.*
    from invited i
    join prospects p using (prospect_key)
    where (i.channel <> 'email' or p.has_email) and i.sent_at < until_at()
),

asked as (
    select
        r.*, r.purpose in ('renewal', 'apology') as is_service,
        exists (from denials d where d.person_id = r.person_id and d.purpose = 'marketing'
            and d.channel = r.channel and d.valid_from < r.sent_at
            and r.sent_at < d.valid_to) as is_denied,
    from reachable r
)

select *
from asked
where is_service or not is_denied or chance(send_key, 'slips', param('breach_rate'))
