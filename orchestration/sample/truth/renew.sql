-- One row per policy term that ran to its end, from 30 days before it.
with ending_terms as (
    select
        p.person_id, p.policy_number, p.ends_on, n.issued_at as renewed_at, d.decided_at,
        (p.ends_on + 31)::timestamp as lapses_at,
    from policies p
    left join policies n on n.renewal_of = p.policy_number
    left join decisions d on d.policy_number = p.policy_number and d.decision = 'non_renew'
    where p.cancelled_on is null and p.ends_on - 30 <= until_on()
)

select
    person_id, 'renew' as goal, policy_number as reference, (ends_on - 30)::timestamp as started_at,
    case when renewed_at is not null then renewed_at when decided_at is not null then decided_at
        when lapses_at < until_at() then lapses_at end as ended_at,
    case when renewed_at is not null then 'renewed' when decided_at is not null then 'non_renewed'
        when lapses_at < until_at() then 'lapsed' else 'open' end as outcome,
    [
        {'happened_at': if(renewed_at is null, decided_at, null), 'place': 1,
            'step': 'non_renewed'},
        {'happened_at': if(renewed_at is null and decided_at is null and lapses_at < until_at(),
            lapses_at, null),
            'place': 2, 'step': 'lapsed'},
    ] as problems,
from ending_terms
