-- One row per order placed without any campaign's doing.
with slots as (
    select s.*, n
    from shoppers s, unnest(range(0, least(190, ceil(
        1.45 * orders_per_year * years() + 5 * sqrt(orders_per_year * years()) + 3))::bigint)) t(n)
),

timed as (
    select
        *,
        sum(if(n = 0, 0, exponential(person_id * 256 + n, 'gap', 365.25 / (1.4 * orders_per_year))))
            over (partition by person_id order by n) as days_in,
    from slots
)

select
    person_id * 256 + n as order_key, person_id,
    on_day((arrives_on + days(days_in))::date, person_id * 256 + n, 'hour') as ordered_at,
from timed
where (arrives_on + days(days_in))::date <= least(leaves_on, until_on())
    -- Candidates come 1.4 times too often; the season decides which are placed.
    and (n = 0 or chance(person_id * 256 + n, 'season', season((arrives_on + days(days_in))::date)))
qualify row_number() over (partition by person_id, (arrives_on + days(days_in))::date
    order by n) = 1
