-- One row per source record and business number (order, policy, claim, case) it is a party to.
-- Evidence for identity: two records that are parties to one order are probably one person.
with

records as (
    select record_id from {{ ref('customer_records') }}
),

-- The payer, the holder, the caller: whose number it is.
owned as (
    select
        'shop:' || coalesce(account_id, order_number) as record_id,
        order_number as reference
    from {{ ref('stg_shop__orders') }}
    union all
    select
        'insurance:' || policy_number as record_id,
        policy_number as reference
    from {{ ref('stg_insurance__policies') }}
    union all
    select
        'insurance:' || policy_number as record_id,
        renewal_of as reference
    from {{ ref('stg_insurance__policies') }}
    union all
    select
        'insurance:' || policy_number as record_id,
        claim_id as reference
    from {{ ref('stg_insurance__claims') }}
    union all
    select
        'service:' || customer_ref as record_id,
        case_id as reference
    from {{ ref('stg_service__cases') }}
),

-- Others who name the number as their own.
named as (
    select
        'delivery:' || parcels.consignment_id as record_id,
        parcels.order_number as reference
    from {{ ref('stg_delivery__consignments') }} as parcels
    inner join {{ ref('stg_shop__orders') }} as orders
        on parcels.order_number = orders.order_number
    where not orders.is_gift
    union all
    select
        'social:' || handle as record_id,
        order_number as reference
    from {{ ref('stg_social__mentions') }}
    where {{ until_as_of('posted_at') }}
    union all
    select
        'survey:' || invitation_id as record_id,
        reference
    from {{ ref('stg_survey__invitations') }}
    union all
    select
        'service:' || customer_ref as record_id,
        order_number as reference
    from {{ ref('stg_service__cases') }}
    union all
    select
        'service:' || customer_ref as record_id,
        policy_number as reference
    from {{ ref('stg_service__cases') }}
    union all
    select
        'risk:' || subject_ref as record_id,
        policy_number as reference
    from {{ ref('stg_risk__scores') }}
    union all
    select
        'risk:' || subject_ref as record_id,
        policy_number as reference
    from {{ ref('stg_risk__decisions') }}
),

parties as (
    select
        record_id,
        reference
    from owned
    union
    select
        record_id,
        reference
    from named
)

select
    parties.record_id,
    parties.reference
from parties
inner join records on parties.record_id = records.record_id
where parties.reference is not null
