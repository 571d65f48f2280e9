-- One row per prospect and address that took the place of another, from when a delivery showed it.
{% for column in ['email', 'phone', 'address_line_1'] -%}
select
    {{ column }}_changes.record_key as prospect_id,
    '{{ column }}' as address,
    max({{ column }}_changes.seen_at) as seen_at
from {{ customer360.value_changes('prospects', 'prospect_id', column) }} as {{ column }}_changes
where not {{ column }}_changes.is_first
group by {{ column }}_changes.record_key
{% if not loop.last %}union all{% endif %}
{% endfor %}
