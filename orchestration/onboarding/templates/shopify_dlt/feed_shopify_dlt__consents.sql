-- One row per customer who was asked.
select
    {{ customer360.feed({
        'consent_id': 'customer_id',
        'record_id': 'customer_id',
        'purpose': "'marketing'",
        'channel': "'email'",
        'answer': 'email_answer',
        'answered_at': 'email_answered_at',
        'seen_at': 'answer_seen_at',
        'source': "'shop'",
    }) }}
from {{ ref('stg_shopify_dlt__customers') }}
where email_answer is not null
