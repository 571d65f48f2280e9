-- One row per opt-in or opt-out that marketing recorded on paper, by phone or by form.
with parting as (
    select
        *,
        created_at + days(20 + exponential(prospect_key, 'opts out',
            365.25 / greatest(param('opt_outs_per_year'), 1e-9))) as out_at,
        u(prospect_key, 'out channel') as c,
    from prospects
),

answers as (
    select prospect_key, 1 as kind, 'marketing' as purpose,
        if(chance(prospect_key, 'ticks all', 0.6), 'all', 'email') as channel, true as is_allowed,
        created_at as recorded_at, 'form' as source
    from parting where chance(prospect_key, 'ticks', 0.55)
    union all
    select prospect_key, 2, 'marketing', 'all', false, created_at, 'form'
    from parting where chance(prospect_key, 'unticks', 0.06)
        and not chance(prospect_key, 'ticks', 0.55)
    union all
    select prospect_key, 3, if(chance(prospect_key, 'out of all', 0.2), 'all', 'marketing'),
        case when c < 0.4 then 'all' when c < 0.65 then 'email' when c < 0.8 then 'phone'
            when c < 0.9 then 'sms' else 'post' end,
        false, office_hours(out_at::date, prospect_key, 'out'),
        one_of(prospect_key, 'out by', ['call', 'letter', 'form'])
    from parting
    union all
    select prospect_key, 4, 'marketing', 'email', true,
        office_hours((out_at + days(whole(prospect_key, 'back after', 60, 300)))::date,
            prospect_key, 'in'),
        'form'
    from parting where chance(prospect_key, 'opts in again', 0.12)
    union all
    select prospect_key, 5, 'research', if(chance(prospect_key, 'research all', 0.7), 'all',
        'email'), false,
        office_hours((created_at + days(whole(prospect_key, 'research day', 5, 600)))::date,
            prospect_key, 'research'), one_of(prospect_key, 'research by',
                ['call', 'letter', 'form'])
    from parting where chance(prospect_key, 'no research', 0.04)
)

-- Forms and scripts are written anew from time to time; a letter answers none of them.
select
    *,
    code('PF', prospect_key * 8 + kind) as preference_id,
    case
        when source in ('form', 'call') then source || case
            when recorded_at < timestamp '2024-05-01' then ' 2022-01'
            when recorded_at < timestamp '2025-09-15' then ' 2024-05'
            else ' 2025-09'
        end
    end as wording,
from answers
where recorded_at < until_at()
