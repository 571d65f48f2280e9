-- One row per alert: what a role should act on at once, and what became of it.
with

followed as (
    select
        alerts.*, rules.expires_days, coalesce(rules.asks_for, 'unknown') as asks_for,
        rules.repeat_days * 86400 as repeat_seconds,
        {{ seconds_between(
            'lag(alerts.raised_at) over (
                partition by alerts.rule, alerts.customer_id
                order by alerts.raised_at, alerts.reference
            )', 'alerts.raised_at'
        ) }} as seconds_since
    from {{ ref('raised_alerts') }} as alerts
    inner join {{ policy('alert_rules') }} as rules on alerts.rule = rules.rule
),

-- Nobody is rung up, or taken off a list, anew for each parcel or message.
raised as (
    select * from followed
    where not coalesce(seconds_since < repeat_seconds, false)
),

-- The parcel came, or went back.
delivered as (
    select
        raised.alert_id,
        coalesce(deliveries.delivered_at, cast({{ as_of() }} as timestamp)) as gone_at,
        case when deliveries.delivered_at is null then 'returned' else 'delivered' end as because
    from raised
    inner join {{ ref('deliveries') }} as deliveries
        on raised.reference = deliveries.consignment_id
    where raised.rule = 'high_value_failed_delivery'
        and (deliveries.delivered_at >= raised.raised_at or deliveries.is_returned)
),

-- The contract was renewed, or is over.
renewed as (
    select
        raised.alert_id,
        case
            when successors.contract_number is not null
                then greatest(cast(successors.issued_at as timestamp), raised.raised_at)
            else cast(contracts.ended_on as timestamp)
        end as gone_at,
        case when successors.contract_number is not null then 'renewed' else 'ended' end as because
    from raised
    inner join {{ ref('contracts') }} as contracts
        on raised.reference = contracts.contract_number
    left join {{ ref('contracts') }} as successors
        on contracts.renewed_by = successors.contract_number
    where raised.rule = 'contacts_before_renewal'
        and (successors.contract_number is not null or contracts.ended_on is not null)
),

-- Who must not be asked now, by the rules that every action obeys.
refused as (
    select distinct suppressed.customer_id, purposes.asks_for
    from {{ ref('suppression_reasons') }} as suppressed
    inner join {{ policy('purposes') }} as purposes on suppressed.purpose = purposes.purpose
    where suppressed.channel = 'phone' and purposes.asks_for <> 'nothing'
        and not purposes.is_promotional
    union distinct
    select cases.customer_id, purposes.asks_for
    from {{ ref('cases') }} as cases
    inner join {{ policy('purposes') }} as purposes on purposes.asks_for <> 'nothing'
    where cases.is_complaint and cases.is_open
),

left_alone as (
    select
        raised.alert_id,
        cast({{ as_of() }} as timestamp) as gone_at,
        'not_to_be_asked' as because
    from raised
    inner join refused
        on raised.customer_id = refused.customer_id
        and raised.asks_for = refused.asks_for
),

gone as (
    select alert_id, gone_at, because
    from (
        select * from delivered
        union all
        select * from renewed
        union all
        select * from left_alone
    ) as causes
    qualify row_number() over (partition by alert_id order by gone_at, because) = 1
),

ended as (
    select
        raised.*,
        handled.handled_by,
        handled.handled_at,
        gone.because,
        gone.gone_at,
        {{ add_days('cast(raised.raised_at as date)', 'raised.expires_days') }} as expires_on
    from raised
    left join {{ ref('handled_alerts') }} as handled on raised.alert_id = handled.alert_id
    left join gone on raised.alert_id = gone.alert_id
)

-- Of what ended it, whatever came first counts.
select
    alert_id, rule, customer_id, raised_at, role, message, reference,
    case
        when handled_at is not null
            and coalesce(handled_at <= gone_at, true)
            and coalesce(cast(handled_at as date) < expires_on, true)
            then 'handled'
        when gone_at is not null and coalesce(cast(gone_at as date) < expires_on, true)
            then 'closed'
        when expires_on <= {{ as_of() }} then 'expired'
        when handled_at is not null then 'handled'
        else 'open'
    end as status,
    expires_on,
    because as closed_because,
    gone_at as closed_at,
    handled_by, handled_at
from ended
