-- One row per claim.
select
    claim_id, policy_number, incident_on, opened_at,
    if(would_close_at < until_at(), would_close_at, null) as closed_at,
    if(would_close_at < until_at(), result, 'open') as status,
    if(would_close_at < until_at(), if(result = 'settled', amount_gbp, 0), 0) as paid_gbp,
    if(would_close_at < until_at(), 0, amount_gbp) as reserve_gbp,
    one_of(claim_key, 'handlers', ['Claims North', 'Claims South']) as handler_team,
    opened_at::date as _on,
from claims
