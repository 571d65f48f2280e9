-- One row per customer, purpose, channel and period in which the same answer held.
with consents as (
    select * from {{ ref('consents') }}
),

receipts as (
    select * from {{ ref('delivered_files') }}
),

-- An erasure takes records out of a delivery, and what stands behind them moves up. The place that
-- is told is that in what the department delivered, and holds for its own copy too.
moved as (
    select
        consents.file_id, consents.file_record, count(*) as places
    from (select distinct file_id, file_record from consents) as consents
    inner join receipts on consents.file_id = receipts.file_id
    inner join {{ ref('removed_records') }} as removed
        on receipts.sha256 = removed.sha256
        and consents.file_record > removed.kept_before
    group by consents.file_id, consents.file_record
)

select
    consents.customer_id, consents.purpose, consents.channel, consents.is_allowed,
    consents.source, consents.evidence, consents.record_id, consents.answered_at,
    consents.wording, receipts.file_name,
    cast(consents.file_record + coalesce(moved.places, 0) as bigint) as file_record,
    receipts.delivered_on,
    consents.valid_from, consents.valid_to, consents.valid_to is null as is_current
from consents
left join receipts on consents.file_id = receipts.file_id
left join moved
    on consents.file_id = moved.file_id
    and consents.file_record = moved.file_record
