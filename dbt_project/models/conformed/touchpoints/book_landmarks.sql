-- One row per customer and month in which they dealt with us and at whose end they are in the book:
-- what they were like that day, and how long they stayed.
with

months as (
    select * from {{ ref('months') }}
),

positions as (
    select
        segment_customer_id as customer_id,
        month,
        max(case when line_of_business = 'enterprise' then value end) as value,
        {{ list_agg_distinct(
            "case when line_of_business <> 'enterprise' then line_of_business end"
        ) }} as lines_of_business
    from {{ ref('book_positions') }}
    group by segment_customer_id, month
),

-- Purchases of the year before the day: how often, and how long ago the last.
bought as (
    select
        purchases.customer_id,
        months.month,
        count(*) as purchases,
        min({{ days_between('purchases.purchased_on', 'months.month_end') }}) as days_since
    from {{ ref('purchases') }} as purchases
    inner join months
        on purchases.purchased_on <= months.month_end
        and purchases.purchased_on > {{ add_months('months.month_end', -12) }}
    group by purchases.customer_id, months.month
),

-- Who is met by anything is still about; many who are in the book have left and are not lost yet.
about as (
    select distinct customer_id, {{ month_start('occurred_at') }} as month
    from {{ ref('interactions') }}
    where customer_id is not null and direction = 'inbound'
),

stays as (
    select customer_id, starts_on, lost_on
    from {{ ref('customer_tenures') }}
    where is_current and line_of_business = 'enterprise'
)

select
    positions.customer_id,
    months.month,
    months.month_end,
    positions.value,
    stays.lost_on,
    {{ array_join('positions.lines_of_business', "'+'") }}
    || case
        when bought.days_since is null then ' none'
        when bought.days_since < 31 then ' month'
        when bought.days_since < 92 then ' quarter'
        when bought.days_since < 183 then ' half'
        else ' year'
    end
    || case
        when coalesce(bought.purchases, 0) <= 1 then ' once'
        when bought.purchases <= 3 then ' few'
        when bought.purchases <= 6 then ' many'
        else ' very many'
    end as stratum,
    -- Before half a year nobody can tell how often somebody buys, and so whom they are like.
    {{ days_between('stays.starts_on', 'months.month_end') }} >= 183 as is_comparable
from positions
inner join months on positions.month = months.month
inner join about
    on positions.customer_id = about.customer_id and positions.month = about.month
inner join stays
    on positions.customer_id = stays.customer_id
    and stays.starts_on <= months.month_end
    and (stays.lost_on is null or stays.lost_on > months.month_end)
left join bought
    on positions.customer_id = bought.customer_id and positions.month = bought.month
