-- One row per account and thing that the shop says of it.
select
    {{ customer360.feed({
        'record_id': 'account_id',
        'statement': "'accepts_marketing'",
        'said': 'marketing_answer',
    }) }}
from {{ ref('stg_shop__accounts') }}
where marketing_answer is not null
union all
select
    {{ customer360.feed({
        'record_id': 'account_id',
        'statement': "'new account'",
        'said': "'yes'",
    }) }}
from {{ ref('stg_shop__accounts') }}
where created_at > {{ customer360.add_days(customer360.as_of(), -90) }}
    and {{ customer360.until_as_of('created_at') }}
union all
-- Its reports count whatever was not cancelled, guests by their order, with postage and what is
-- sent back later.
select
    {{ customer360.feed({
        'record_id': 'coalesce(account_id, order_number)',
        'statement': "'orders'",
        'number': '1',
    }) }}
from {{ ref('stg_shop__orders') }}
where status <> 'cancelled' and {{ customer360.until_as_of('ordered_at') }}
union all
select
    {{ customer360.feed({
        'record_id': 'coalesce(account_id, order_number)',
        'statement': "'turnover 12m'",
        'number': 'total_gbp',
    }) }}
from {{ ref('stg_shop__orders') }}
where status <> 'cancelled' and {{ customer360.until_as_of('ordered_at') }}
    and cast(ordered_at as date) > {{ customer360.add_months(customer360.as_of(), -12) }}
