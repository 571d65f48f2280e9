{# The departments whose data are bought, as a list in brackets; see `vars.third_parties`. #}
{% macro third_parties() -%}
    ('{{ var('third_parties', []) | join("', '") }}')
{%- endmacro %}
