-- One row per driver: its weight in what people feel, and its share of what is felt differently.
-- (importance_share is the variance of weight x feeling over everybody invited, summing to 1.)
with felt as (
    select
        d.driver, d.weight,
        coalesce(case d.driver when 'website' then o.website when 'stock' then o.stock
            when 'delivery' then o.delivery when 'call_centre' then o.call_centre
            when 'claims' then o.claims else o.price end, 0) as z,
    from opinions o cross join drivers_of_opinion d
)

select driver, weight, sum((weight * weight * z * z)::decimal(18, 9)) as sum_squares, count(*) as n
from felt
group by driver, weight
