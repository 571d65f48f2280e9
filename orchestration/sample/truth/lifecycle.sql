-- One row per person, line of business and event: new, lost, reactivated, by the agreed rules.
-- Retail: 365 days without a purchase are allowed, the next one is the loss. Insurance: 30 days of
-- grace after the last day of cover. Enterprise: lost when every line the person ever had is lost.
with retail_days as (
    select distinct person_id, purchased_on from truth.purchases where line_of_business = 'retail'
),

retail_spells as (
    select
        person_id, purchased_on as starts_on, purchased_on + 366 as lost_on,
        lead(purchased_on) over (partition by person_id order by purchased_on) as next_on,
        row_number() over (partition by person_id order by purchased_on) = 1 as is_first,
        lag(purchased_on + 366) over (partition by person_id order by purchased_on)
            as lost_before_on,
    from retail_days
),

refusals as (
    select person_id, decided_at::date as decided_on
    from decisions
    where line_of_business = 'retail' and decision in ('cancel', 'decline')
),

retail as (
    select person_id, if(is_first, 'new', 'reactivated') as event, starts_on as on_date,
        null as ended_by
    from retail_spells where is_first or starts_on >= lost_before_on
    union all
    select person_id, 'lost', lost_on,
        if(exists (from refusals r where r.person_id = s.person_id
            and r.decided_on > s.lost_on - 365 and r.decided_on <= s.lost_on), 'company',
                'customer')
    from retail_spells s
    where lost_on <= until_on() and (next_on is null or next_on >= lost_on)
),

terms as (
    select
        p.person_id, p.policy_number, p.starts_on, coalesce(p.cancelled_on, p.ends_on) as ended_on,
        p.cancelled_by,
        exists (from decisions d where d.policy_number = p.policy_number
            and d.decision in ('cancel', 'non_renew')) as company_decided,
    from policies p
    where p.starts_on <= until_on()
),

covered as (
    select
        *,
        max(ended_on) over (partition by person_id order by starts_on, policy_number
            rows between unbounded preceding and 1 preceding) as covered_to,
    from terms
),

numbered as (
    select
        *,
        sum(if(covered_to is null or starts_on > covered_to + 30, 1, 0)) over (
            partition by person_id order by starts_on, policy_number) as spell,
    from covered
),

cover_spells as (
    select
        person_id, spell, min(starts_on) as starts_on, max(ended_on) as ended_on,
        arg_max(coalesce(cancelled_by, if(company_decided, 'company', 'customer')),
            (ended_on, starts_on, policy_number)) as ended_by,
    from numbered group by person_id, spell
),

insurance as (
    select person_id, if(spell = 1, 'new', 'reactivated') as event, starts_on as on_date,
        null as ended_by
    from cover_spells
    union all
    select person_id, 'lost', ended_on + 31, ended_by
    from cover_spells where ended_on + 31 <= until_on()
),

lines as (
    select person_id, 'retail' as line_of_business, event, on_date, ended_by from retail
    union all
    select person_id, 'insurance', event, on_date, ended_by from insurance
),

changes as (
    select
        person_id, on_date, sum(if(event = 'lost', -1, 1)) as change,
        max(ended_by) filter (event = 'lost') as ended_by,
    from lines
    group by person_id, on_date
),

followed as (
    select
        *,
        sum(change) over story as alive_after,
        sum(change) over story - change as alive_before,
        row_number() over story = 1 as is_first,
    from changes
    window story as (partition by person_id order by on_date)
),

enterprise as (
    select person_id, if(is_first, 'new', 'reactivated') as event, on_date, null as ended_by
    from followed where alive_before = 0 and alive_after > 0
    union all
    select person_id, 'lost', on_date, ended_by
    from followed where alive_before > 0 and alive_after = 0
)

select person_id, line_of_business, event, on_date, ended_by from lines
union all
select person_id, 'enterprise', event, on_date, ended_by from enterprise
