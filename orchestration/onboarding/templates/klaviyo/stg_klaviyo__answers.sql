-- One row per profile, what told it and answer, from when an export showed it.
{% for column, channel in [
    ('email_answer', 'email'), ('email_suppressions', 'email'), ('sms_answer', 'sms'),
] -%}
select
    record_key as profile_id,
    '{{ channel }}' as channel,
    '{{ column }}' as told_by,
    {{ "'no'" if column == 'email_suppressions' else 'value' }} as answer,
    seen_at
from {{ customer360.value_changes('profiles', 'profile_id', column) }} as {{ column }}
where value is not null
{% if not loop.last %}union all{% endif %}
{% endfor %}
