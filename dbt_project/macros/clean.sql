{# A department's text without surrounding blanks; an empty text is no value. #}
{% macro clean(column, name=none) -%}
    nullif(trim({{ column }}), '') as {{ name or column }}
{%- endmacro %}
