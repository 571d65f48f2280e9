-- One row per profile and channel that was asked; a suppressed address is a no.
select
    {{ customer360.feed({
        'consent_id': "profile_id || '/email'",
        'record_id': 'profile_id',
        'channel': "'email'",
        'answer': "case when email_suppressions is not null then 'no' else email_answer end",
        'answered_at': 'coalesce(email_answered_at, created_at)',
        'source': "'klaviyo'",
    }) }}
from {{ ref('stg_klaviyo__profiles') }}
where email_answer is not null or email_suppressions is not null
union all
select
    {{ customer360.feed({
        'consent_id': "profile_id || '/sms'",
        'record_id': 'profile_id',
        'channel': "'sms'",
        'answer': 'sms_answer',
        'answered_at': 'created_at',
        'source': "'klaviyo'",
    }) }}
from {{ ref('stg_klaviyo__profiles') }}
where sms_answer is not null
