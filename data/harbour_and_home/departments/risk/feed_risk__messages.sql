-- One row per letter posted.
select
    {{ customer360.feed({
        'message_id': 'letters.letter_id',
        'record_id': 'letters.subject_ref',
        'channel': "'post'",
        'purpose': 'letters.letter_type',
        'sent_at': 'letters.posted_at',
        'line_of_business': 'decisions.line_of_business',
    }) }}
from {{ ref('stg_risk__letters') }} as letters
left join {{ ref('stg_risk__decisions') }} as decisions
    on letters.decision_id = decisions.decision_id
