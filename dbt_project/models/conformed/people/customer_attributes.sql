-- One row per customer, field, department and distinct value.
with

survivors as (
    select * from {{ ref('attribute_survivors') }}
)

{% for attribute, fields in [
    ('name', ['given_name', 'family_name']),
    ('middle_name', ['middle_name']),
    ('birth_on', ['birth_on']),
    ('email', ['email']),
    ('phone', ['phone']),
    ('address', ['address_line_1', 'address_line_2', 'city', 'postcode']),
] -%}
{%- set last_attribute = loop.last -%}
{%- for field in fields %}
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
where attribute = '{{ attribute }}' and value_{{ loop.index }} is not null
{% if not (last_attribute and loop.last) %}union all{% endif %}
{%- endfor %}
{%- endfor %}
