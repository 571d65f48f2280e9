-- One row per fact and rule that its own values break. Nothing of it stops a run.
with

cases as (
    select * from {{ ref('feed_cases') }}
),

claims as (
    select * from {{ ref('feed_claims') }}
),

contracts as (
    select * from {{ ref('feed_contracts') }}
),

findings as (
    select
        department,
        'cases' as feed,
        case_id as source_record_id,
        'closed_at_missing' as rule,
        status as before
    from cases
    where closed_at is null and {{ word_key('status') }} = 'closed'
    union all
    select department, 'cases', case_id, 'closed_at_before_opening', cast(closed_at as string)
    from cases
    where closed_at < opened_at
    union all
    select department, 'claims', claim_id, 'closed_at_before_opening', cast(closed_at as string)
    from claims
    where closed_at < opened_at
    union all
    select
        department, 'contracts', contract_number, 'ends_on_before_start',
        cast(ends_on as string)
    from contracts
    where ends_on < starts_on
    union all
    select
        department, 'contracts', contract_number, 'annual_amount_below_nothing',
        cast(annual_amount as string)
    from contracts
    where annual_amount < 0
    union all
    select
        department, 'contract_payments', payment_id, 'amount_below_nothing',
        cast(amount as string)
    from {{ ref('feed_contract_payments') }}
    where amount < 0
    union all
    select department, 'refunds', refund_id, 'refund_below_nothing', cast(refund as string)
    from {{ ref('feed_refunds') }}
    where refund < 0
    union all
    select
        department,
        'purchase_lines',
        order_number || ':' || cast(line_number as string),
        'quantity_below_one',
        cast(quantity as string)
    from {{ ref('feed_purchase_lines') }}
    where quantity < 1
    {% for feed, number in [('purchases', 'order_number'), ('contracts', 'contract_number')] -%}
    union all
    -- Two departments gave it; each one's stands.
    select department, '{{ feed }}', {{ number }}, '{{ number }}_shared', {{ number }}
    from {{ ref('feed_' ~ feed) }}
    where {{ number }} like department || ':%'
    {% endfor -%}
)

select
    department,
    feed,
    source_record_id,
    rule,
    before
from findings
