-- One row per product: terms whose end is known, what became of them, and the years of cover seen.
select
    product,
    count(*) filter (where outcome in ('renewed', 'lapsed')),
    count(*) filter (where outcome = 'renewed'),
    count(*) filter (where outcome = 'cut short'),
    coalesce(sum(days_covered), 0) / 365.25
from (
    select
        product,
        greatest(0, least(coalesce(ended_on, $day), $day) - starts_on) as days_covered,
        case
            -- Written anew before its end: neither reached nor given up.
            when ended_on < ends_on and renewed_by is not null then 'rewritten'
            when ended_on < ends_on then 'cut short'
            when ended_on + cast($grace_days as integer) >= $day then 'not known yet'
            when ended_on is not null and renewed_by is not null then 'renewed'
            when ended_on is not null then 'lapsed'
        end as outcome
    from {contracts}
    where is_in_force or ended_on is not null
)
group by product
order by product
