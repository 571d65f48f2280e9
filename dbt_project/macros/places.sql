{# A postcode as it is shown: in capitals, as it was written. In a country whose postcodes are kept in
   two halves it is the halves of its comparable form, which has misread letters put right. #}
{% macro written_postcode(written, comparable) -%}
    {%- if var('country', '') == 'GB' -%}
    coalesce(
        substr({{ comparable }}, 1, length({{ comparable }}) - 3) || ' '
        || substr({{ comparable }}, length({{ comparable }}) - 2),
        upper({{ written }})
    )
    {%- else -%}
    upper(trim({{ written }}))
    {%- endif -%}
{%- endmacro %}

{# True where a phone was written plainly: with its country code, or as in its own country, which in
   Britain means a leading zero. Blanks do not count. #}
{% macro is_plain_phone(written, e164) -%}
    {%- set dense = "replace(" ~ written ~ ", ' ', '')" -%}
    {%- if var('country', '') == 'GB' -%}
    {{ dense }} in ({{ e164 }}, '0' || substr({{ e164 }}, 4))
    {%- else -%}
    {{ dense }} = {{ e164 }}
    or {{ e164 }} like '%' || {{ customer360.regexp_replace_all(dense, "'^0+'", "''") }}
    {%- endif -%}
{%- endmacro %}
