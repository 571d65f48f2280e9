{# The attributes of the golden record, in order. Parts that only make sense together survive
   together: `fields` are `value_1` to `value_4` of the attribute, `key` says when two are the same
   and `completeness` how much of the attribute is there; both read a record's values. #}
{% macro golden_attributes() -%}
    {{ return([
        {'attribute': 'name', 'fields': ['given_name', 'family_name'], 'key': 'name_key',
         'completeness':
            'case when length(given_name) > 1 and family_name is not null then 1e0 else 0.4e0 end'},
        {'attribute': 'middle_name', 'fields': ['middle_name'], 'key': 'middle_name_key',
         'completeness': 'case when length(middle_name) > 1 then 1e0 else 0.4e0 end'},
        {'attribute': 'birth_on', 'fields': ['birth_on'], 'key': 'cast(birth_on as string)',
         'completeness': '1e0'},
        {'attribute': 'email', 'fields': ['email'], 'key': 'email', 'completeness': '1e0'},
        {'attribute': 'phone', 'fields': ['phone'], 'key': 'phone', 'completeness': '1e0'},
        {'attribute': 'address', 'key': 'address_key',
         'fields': ['address_line_1', 'address_line_2', 'city', 'postcode'],
         'completeness':
            'case when street is null then 0.2e0 when postcode is null then 0.3e0 '
            ~ 'when city is null then 0.8e0 else 1e0 end'},
    ]) }}
{%- endmacro %}
