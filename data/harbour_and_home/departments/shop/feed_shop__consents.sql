-- One row per answer that an account was seen to give.
select
    {{ customer360.feed({
        'consent_id': "account_id || ':' || cast(cast(seen_at as date) as string)",
        'record_id': 'account_id',
        'purpose': "'marketing'",
        'channel': "'email'",
        'answer': 'marketing_answer',
        'answered_at': 'seen_at',
        'source': "'account'",
        'file_id': 'file_id',
        'file_record': 'file_record',
    }) }}
from {{ ref('stg_shop__account_answers') }}
