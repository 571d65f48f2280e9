-- One row per claim, and per claim given up on the web.
with web as (
    select person_id, claim_started_at, claim_abandoned_at
    from truth.seen_sessions where claim_started_at is not null
),

told as (
    select
        c.claim_id, c.person_id, c.opened_at, c.result,
        if(c.would_close_at < until_at(), c.would_close_at, null) as closed_at,
        min(w.claim_started_at) as claim_started_at, min(w.claim_abandoned_at)
            as claim_abandoned_at,
    from claims c
    left join web w
        on w.person_id = c.person_id
        and w.claim_started_at between c.opened_at - interval 7 day and c.opened_at
    group by all
)

select
    person_id, 'claim' as goal, claim_id as reference, coalesce(claim_started_at, opened_at)
        as started_at,
    closed_at as ended_at, if(closed_at is null, 'open', result) as outcome,
    [
        {'happened_at': claim_abandoned_at, 'place': 1, 'step': 'claim_abandoned'},
        {'happened_at': if(coalesce(closed_at, until_at()) > opened_at + interval 30 day,
            opened_at + interval 30 day, null), 'place': 2, 'step': 'claim_slow'},
        {'happened_at': if(result = 'rejected', closed_at, null), 'place': 3,
            'step': 'claim_rejected'},
    ] as problems,
from told
union all
select
    w.person_id, 'claim', null, w.claim_started_at, w.claim_abandoned_at, 'abandoned',
    [{'happened_at': w.claim_abandoned_at, 'place': 1, 'step': 'claim_abandoned'}],
from web w
where w.claim_abandoned_at is not null and w.claim_abandoned_at <= until_at() - interval 7 day
    and not exists (from claims c where c.person_id = w.person_id
        and c.opened_at between w.claim_started_at and w.claim_abandoned_at + interval 7 day)
