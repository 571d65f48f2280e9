{# The attributes of the golden record, in order. Parts that only make sense together survive
   together: `fields` are `value_1` to `value_4` of the attribute, `key` says when two are the same
   and `completeness` how much of the attribute is there; both read a record's values. `data_type` is
   that of an attribute that is no text. An attribute of one field of the feed `people`, with nothing
   to say but its name, is `{'attribute': 'job_title', 'fields': ['job_title']}`. #}
{% macro golden_attributes() -%}
    {%- set listed = [
        {'attribute': 'name', 'fields': ['given_name', 'family_name'], 'key': 'name_key',
         'completeness':
            'case when length(given_name) > 1 and family_name is not null then 1e0 else 0.4e0 end'},
        {'attribute': 'middle_name', 'fields': ['middle_name'], 'key': 'middle_name_key',
         'completeness': 'case when length(middle_name) > 1 then 1e0 else 0.4e0 end'},
        {'attribute': 'birth_on', 'fields': ['birth_on'], 'key': 'cast(birth_on as string)',
         'data_type': 'date'},
        {'attribute': 'email', 'fields': ['email'], 'key': 'email'},
        {'attribute': 'phone', 'fields': ['phone'], 'key': 'phone'},
        {'attribute': 'address', 'key': 'address_key',
         'fields': ['address_line_1', 'address_line_2', 'city', 'postcode'],
         'completeness':
            'case when street is null then 0.2e0 when postcode is null then 0.3e0 '
            ~ 'when city is null then 0.8e0 else 1e0 end'},
    ] -%}
    {%- set whole = [] -%}
    {%- for item in listed -%}
        {%- set plain = {'key': 'lower(trim(' ~ item.fields[0] ~ '))', 'completeness': '1e0',
                         'data_type': 'string'} -%}
        {%- do whole.append(dict(plain, **item)) -%}
    {%- endfor -%}
    {{ return(whole) }}
{%- endmacro %}

{# Every field of the golden record with its attribute, its type and the value of the attribute that
   it is: parts of the name first, the rest in the order of attributes. #}
{% macro golden_parts() -%}
    {%- set names, others = [], [] -%}
    {%- for item in customer360.golden_attributes() -%}
        {%- for field in item.fields -%}
            {%- set part = {'field': field, 'attribute': item.attribute, 'value': loop.index,
                            'data_type': item.data_type} -%}
            {%- do (names if field in customer360.golden_names() else others).append(part) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names + others) }}
{%- endmacro %}

{# The value of one of them that survives, over the rows of a customer's survivors. #}
{% macro surviving(part) -%}
    cast(
        max(case when attribute = '{{ part.attribute }}' then value_{{ part.value }} end)
        as {{ part.data_type }}
    )
{%- endmacro %}

{% macro golden_fields() -%}
    {{ return(customer360.golden_parts() | map(attribute='field') | list) }}
{%- endmacro %}

{% macro golden_names() -%}
    {{ return(['given_name', 'middle_name', 'family_name']) }}
{%- endmacro %}

{# A field of the golden record as a candidate has it: in the form in which values are compared, where
   there is one, else as the record says. #}
{% macro golden_reading(field) -%}
    {%- if field in ['birth_on', 'email', 'phone'] -%}
    standardised.{{ field }}
    {%- elif field == 'postcode' -%}
    {{ customer360.written_postcode('records.postcode', 'standardised.postcode') }}
    {%- else -%}
    records.{{ field }}
    {%- endif -%}
{%- endmacro %}
