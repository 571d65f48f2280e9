-- One row per customer, field, department and distinct value.
with

survivors as (
    select * from {{ ref('attribute_survivors') }}
)

{% for golden in golden_attributes() -%}
{%- set last_attribute = loop.last -%}
{%- for field in golden.fields %}
select
    customer_id,
    '{{ field }}' as field,
    value_{{ loop.index }} as value,
    record_id,
    department,
    is_winner,
    agrees_with_winner,
    rule,
    score,
    support,
    distinct_values > 1 as is_disputed,
    last_seen_at
from survivors
where attribute = '{{ golden.attribute }}' and value_{{ loop.index }} is not null
{% if not (last_attribute and loop.last) %}union all{% endif %}
{%- endfor %}
{%- endfor %}
