-- One row per opt-in or opt-out.
select
    {{ customer360.clean('preferences.preference_id', 'preference_id') }},
    {{ customer360.clean('preferences.prospect_id', 'prospect_id') }},
    {{ customer360.clean('preferences.purpose', 'purpose') }},
    {{ customer360.clean('preferences.channel', 'channel') }},
    {{ customer360.clean('preferences.answer', 'answer') }},
    preferences.recorded_at,
    answers.seen_at,
    {{ customer360.clean('preferences.source', 'source') }},
    {{ customer360.clean('preferences.wording', 'wording') }},
    preferences._file_id as file_id,
    preferences._row as file_record
from {{ source('raw_marketing', 'preferences') }} as preferences
left join {{ customer360.first_seen('preferences', 'answer') }} as answers
    on preferences.preference_id || ':' || preferences.prospect_id = answers.record_key
