-- One row per parcel, with what its scans and its rating say by the day.
with

consignments as (
    select
        *,
        record_id as recipient_record_id
    from {{ ref('feed_deliveries') }}
    where {{ until_as_of('dispatched_on') }}
),

-- Departments that tell of arrivals without scans: what they do not call delivered is under way.
telling as (
    select distinct department from consignments
    where delivered_at is not null
),

scans as (
    select
        *,
        row_number() over (
            partition by consignment_id, status order by occurred_at, scan_number
        ) as nth
    from {{ ref('feed_delivery_events') }}
    where {{ until_as_of('occurred_at') }}
),

outcomes as (
    select
        consignment_id,
        min(case when status = 'delivered' then occurred_at end) as delivered_at,
        sum(case when status = 'failed' then 1 else 0 end) as failed_attempts,
        min(case when status = 'failed' then occurred_at end) as first_failure_at,
        max(case when status = 'failed' and nth = 1 then reason end) as first_failure_reason,
        max(case when status = 'returned' then 1 else 0 end) = 1 as is_returned
    from scans
    group by consignment_id
),

ratings as (
    select
        *,
        row_number() over (
            partition by consignment_id order by rated_at desc, rating_id desc
        ) as newest
    from {{ ref('feed_delivery_ratings') }}
    where {{ until_as_of('rated_at') }}
),

orders as (
    select * from {{ ref('orders') }}
),

-- A scan says when a parcel arrived; where none does, the department may.
arrivals as (
    select
        consignments.consignment_id,
        coalesce(
            outcomes.delivered_at,
            case
                when
                    outcomes.consignment_id is null
                    and {{ until_as_of('consignments.delivered_at') }}
                    then consignments.delivered_at
            end
        ) as delivered_at,
        outcomes.consignment_id is not null or telling.department is not null as is_followed
    from consignments
    left join outcomes on consignments.consignment_id = outcomes.consignment_id
    left join telling on consignments.department = telling.department
)

select
    consignments.consignment_id,
    consignments.order_number,
    orders.customer_id,
    consignments.recipient_record_id,
    owners.customer_id as recipient_customer_id,
    consignments.carrier,
    consignments.dispatched_on,
    consignments.promised_on,
    arrivals.delivered_at,
    cast(coalesce(outcomes.failed_attempts, 0) as integer) as failed_attempts,
    outcomes.first_failure_at,
    outcomes.first_failure_reason,
    coalesce(outcomes.is_returned, false) as is_returned,
    -- On the way and not yet due is neither on time nor late, nor is what nobody follows.
    case
        when arrivals.delivered_at is not null
            then cast(arrivals.delivered_at as date) <= consignments.promised_on
        when arrivals.is_followed and consignments.promised_on < {{ as_of() }}
            then false
    end as is_on_time,
    coalesce(outcomes.failed_attempts > 0 or outcomes.is_returned, false) as is_failed,
    ratings.stars,
    ratings.rated_at
from consignments
inner join arrivals on consignments.consignment_id = arrivals.consignment_id
left join outcomes on consignments.consignment_id = outcomes.consignment_id
left join ratings
    on consignments.consignment_id = ratings.consignment_id and ratings.newest = 1
left join orders on consignments.order_number = orders.order_number
left join {{ ref('record_owners') }} as owners
    on consignments.recipient_record_id = owners.record_id
    and {{ is_owner_at('consignments.dispatched_on') }}
