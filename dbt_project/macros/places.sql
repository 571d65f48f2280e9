{# A postcode as it is shown: in capitals, as it was written. In a country whose postcodes are kept in
   two halves it is the halves of its comparable form, which has misread letters put right. #}
{% macro written_postcode(written, comparable) -%}
    {%- set tail = var('postcode_tail', 0) | int -%}
    {%- if tail -%}
    coalesce(
        substr({{ comparable }}, 1, length({{ comparable }}) - {{ tail }}) || ' '
        || substr({{ comparable }}, length({{ comparable }}) - {{ tail - 1 }}),
        upper({{ written }})
    )
    {%- else -%}
    upper(trim({{ written }}))
    {%- endif -%}
{%- endmacro %}

{# True where a phone was written plainly: with its country code, or as in its own country, with the
   prefix that numbers have there where one is known. Blanks do not count. #}
{% macro is_plain_phone(written, e164) -%}
    {%- set dense = "replace(" ~ written ~ ", ' ', '')" -%}
    {%- if var('national_prefix', '') -%}
    {{ dense }} in (
        {{ e164 }},
        '{{ var('national_prefix') }}' || substr({{ e164 }}, {{ var('calling_code') | length + 2 }})
    )
    {%- else -%}
    {{ dense }} = {{ e164 }}
    or {{ e164 }} like '%' || {{ customer360.regexp_replace_all(dense, "'^0+'", "''") }}
    {%- endif -%}
{%- endmacro %}
