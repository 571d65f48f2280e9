-- One row per answer of a profile by a channel; a suppressed address is a no.
select
    {{ customer360.feed({
        'consent_id': "profile_id || '/email'",
        'record_id': 'profile_id',
        'channel': "'email'",
        'answer': 'email_answer',
        'answered_at': 'email_answered_at',
        'source': "'klaviyo'",
    }) }}
from {{ ref('stg_klaviyo__profiles') }}
where email_answer is not null and email_answered_at is not null
union all
-- What has no date of its own.
select
    {{ customer360.feed({
        'consent_id': "answers.profile_id || '/' || answers.told_by || '/' || cast(cast(answers.seen_at as date) as string)",
        'record_id': 'answers.profile_id',
        'channel': 'answers.channel',
        'answer': 'answers.answer',
        'answered_at': 'answers.seen_at',
        'source': "'klaviyo'",
    }) }}
from {{ ref('stg_klaviyo__answers') }} as answers
left join {{ ref('stg_klaviyo__profiles') }} as profiles
    on answers.profile_id = profiles.profile_id
where answers.told_by <> 'email_answer' or profiles.email_answered_at is null
