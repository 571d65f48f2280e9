-- One row per lateness of parcels, with what the buyers of their orders answered.
with

parcels as (
    select
        *,
        case
            when delivered_at is not null
                then {{ days_between('promised_on', 'cast(delivered_at as date)') }}
        end as days_late
    from {{ ref('deliveries') }}
),

orders as (
    select order_number, standing from {{ ref('orders') }}
),

-- Of several answers about one order, their mean.
answers as (
    select
        reference,
        avg(case when question = 'satisfied' then cast(answer as double) end) as satisfied,
        avg(case when question = 'repurchase' then cast(answer as double) end) as repurchase,
        avg(case when question = 'recommend' then cast(answer as double) end) as recommend
    from {{ ref('survey_answers') }}
    where answer is not null and reference is not null
    group by reference
),

banded as (
    select
        parcels.*,
        coalesce(orders.standing <> 'stands', false) as is_of_fallen_order,
        answers.satisfied,
        answers.repurchase,
        answers.recommend,
        case
            when parcels.delivered_at is not null and parcels.promised_on is null then 8
            when parcels.days_late < 0 then 1
            when parcels.days_late = 0 then 2
            when parcels.days_late <= 3 then 3
            when parcels.days_late <= 7 then 4
            when parcels.days_late > 7 then 5
            when parcels.promised_on < {{ as_of() }} then 6
            else 7
        end as position
    from parcels
    left join orders on parcels.order_number = orders.order_number
    left join answers on parcels.order_number = answers.reference
)

select
    case position
        when 1 then 'early'
        when 2 then 'on the day'
        when 3 then '1 to 3 days late'
        when 4 then '4 to 7 days late'
        when 5 then 'more than 7 days late'
        when 6 then 'not delivered and overdue'
        when 7 then 'not delivered and not due'
        else 'delivered, nothing promised'
    end as lateness,
    cast(position as integer) as position,
    cast(count(*) as integer) as parcels,
    cast(sum(case when is_of_fallen_order then 1 else 0 end) as integer) as of_fallen_orders,
    cast(count(satisfied) as integer) as satisfied_answers,
    avg(satisfied) as mean_satisfied,
    cast(count(repurchase) as integer) as repurchase_answers,
    avg(repurchase) as mean_repurchase,
    cast(count(recommend) as integer) as recommend_answers,
    avg(recommend) as mean_recommend,
    cast(count(stars) as integer) as ratings,
    avg(cast(stars as double)) as mean_stars
from banded
group by position
