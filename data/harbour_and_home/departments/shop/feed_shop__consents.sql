-- One row per account that was asked.
select
    {{ customer360.feed({
        'consent_id': 'account_id',
        'record_id': 'account_id',
        'purpose': "'marketing'",
        'channel': "'email'",
        'answer': 'marketing_answer',
        'answered_at': 'created_at',
        'source': "'account'",
    }) }}
from {{ ref('stg_shop__accounts') }}
