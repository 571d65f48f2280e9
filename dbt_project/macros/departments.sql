{# Whether an expression names a department of the company; true where nobody says which there are. #}
{% macro is_a_department(name) -%}
    {%- if var('departments', []) -%}
    {{ name }} in ('{{ var('departments') | join("', '") }}')
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
