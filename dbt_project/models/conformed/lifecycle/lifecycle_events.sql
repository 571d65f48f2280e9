-- One row per customer, line of business and event: new, reactivated, lapsed or lost.
with

customer_tenures as (
    select * from {{ ref('customer_tenures') }}
    where is_current
),

active_periods as (
    select * from {{ ref('active_periods') }}
),

-- Lines of contracts: what ends them is the end of cover, not the silence of a buyer.
contract_lines as (
    select distinct line_of_business from {{ ref('purchases') }}
    where kind = 'contract'
),

begun as (
    select
        customer_id,
        line_of_business,
        case when tenure_number = 1 then 'new' else 'reactivated' end as event,
        starts_on as on_date,
        cast(null as string) as ended_by,
        case
            when tenure_number = 1 then 'first purchase ever'
            else 'purchase after a loss'
        end as reason,
        policy_version,
        margin_a_year
    from customer_tenures
),

lapsed as (
    select
        customer_id,
        line_of_business,
        'lapsed' as event,
        lapsed_on as on_date,
        cast(null as string) as ended_by,
        'no purchase within the active window' as reason,
        policy_version,
        cast(null as decimal(18, 2)) as margin_a_year
    from active_periods
    where lapsed_on is not null
),

lost as (
    select
        customer_id,
        line_of_business,
        'lost' as event,
        lost_on as on_date,
        ended_by,
        case
            when ended_by = 'company' then 'ended by the company'
            when last_bought_in in (select contract_lines.line_of_business from contract_lines)
                then 'cover ended and none new within the grace'
            else 'no purchase within the lost window'
        end as reason,
        policy_version,
        margin_a_year
    from customer_tenures
    where lost_on is not null
),

events as (
    select * from begun
    union all
    select * from lapsed
    union all
    select * from lost
)

select
    {{ hash_key(['customer_id', 'line_of_business', 'event', 'on_date']) }} as lifecycle_event_id,
    *
from events
