-- One row per source record and business number (order, policy, claim, case) it is a party to.
-- Evidence for identity: two records that are parties to one order are probably one person.
with

records as (
    select record_id from {{ ref('customer_records') }}
),

orders as (
    select * from {{ ref('feed_purchases') }}
),

-- Whoever a number belongs to, and others who name it as their own.
parties as (
    select
        record_id,
        order_number as reference
    from orders
    union
    select
        record_id,
        contract_number as reference
    from {{ ref('feed_contracts') }}
    union
    select
        record_id,
        renewal_of as reference
    from {{ ref('feed_contracts') }}
    union
    select
        record_id,
        claim_id as reference
    from {{ ref('feed_claims') }}
    {% for number in ['case_id', 'order_number', 'contract_number'] -%}
    union
    select
        record_id,
        {{ number }} as reference
    from {{ ref('feed_cases') }}
    {% endfor -%}
    -- The recipient of a gift is not its buyer.
    union
    select
        parcels.record_id,
        parcels.order_number as reference
    from {{ ref('feed_deliveries') }} as parcels
    inner join orders on parcels.order_number = orders.order_number
    where not orders.is_gift
    union
    select
        record_id,
        reference
    from {{ ref('feed_invitations') }}
    union
    select
        record_id,
        contract_number as reference
    from {{ ref('feed_decisions') }}
    union
    select
        record_id,
        reference
    from {{ ref('feed_references') }}
)

select
    parties.record_id,
    parties.reference
from parties
inner join records on parties.record_id = records.record_id
where parties.reference is not null
