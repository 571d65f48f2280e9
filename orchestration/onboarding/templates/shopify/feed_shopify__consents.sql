-- One row per order: whether its buyer wanted e-mail.
select
    {{ customer360.feed({
        'consent_id': 'order_number',
        'record_id': 'buyer',
        'purpose': "'marketing'",
        'channel': "'email'",
        'answer': 'may_email',
        'answered_at': 'ordered_at',
        'source': "'checkout'",
    }) }}
from {{ ref('stg_shopify__orders') }}
where may_email is not null
