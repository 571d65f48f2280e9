{# The join that finds the band of `value` in a dimension of the policy `bands`, under a name. #}
{% macro band_of(dimension, value, name) -%}
    left join {{ customer360.policy('bands') }} as {{ name }}
        on {{ name }}.dimension = '{{ dimension }}'
        and ({{ name }}.from_value is null or {{ value }} >= {{ name }}.from_value)
        and ({{ name }}.below_value is null or {{ value }} < {{ name }}.below_value)
{%- endmacro %}

{# A key of the star: what nobody knows is the row `unknown` of its dimension, so that a join of both loses nothing. #}
{% macro known(key) -%} coalesce({{ key }}, 'unknown') {%- endmacro %}
