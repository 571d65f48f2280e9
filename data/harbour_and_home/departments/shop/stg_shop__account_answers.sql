-- One row per account and answer to the question about marketing, from when a delivery showed it.
select
    answers.record_key as account_id,
    {{ customer360.clean('answers.value', 'marketing_answer') }},
    answers.seen_at,
    answers.file_id,
    answers.record as file_record
from {{ customer360.value_changes('accounts', 'account_id', 'marketing_answer') }} as answers
