{# The shape of a customer record: every field beside its type. #}
{% macro customer_record_fields() -%}
    {{ return({
        'full_name': 'string', 'given_name': 'string', 'middle_name': 'string',
        'family_name': 'string', 'birth_on': 'date', 'email': 'string', 'phone': 'string',
        'phone_alternative': 'string', 'address_line_1': 'string', 'address_line_2': 'string',
        'city': 'string', 'postcode': 'string', 'loyalty_number': 'string', 'handle': 'string',
        'order_number': 'string', 'policy_number': 'string',
    }) }}
{%- endmacro %}

{# The select list that turns a department's rows into customer records.

   `has` lists the fields its rows carry under the shared name; the others are null. `entity` says
   in one word what the row is to the department; the remaining arguments are SQL expressions.
   A list delivered after `as_of` may have been touched since: seen last at the end of that day. #}
{% macro customer_record(department, entity, source_record_id, first_seen_at, last_seen_at, has) -%}
    '{{ department }}:' || {{ source_record_id }} as record_id,
    '{{ department }}' as department,
    {{ source_record_id }} as source_record_id,
    '{{ entity }}' as entity,
    {%- for field, type in customer360.customer_record_fields().items() %}
    cast({{ field if field in has else 'null' }} as {{ type }}) as {{ field }},
    {%- endfor %}
    cast({{ first_seen_at }} as timestamp) as first_seen_at,
    least(
        cast({{ last_seen_at }} as timestamp), {{ customer360.add_seconds(customer360.as_of(), 86399) }}
    ) as last_seen_at
{%- endmacro %}
