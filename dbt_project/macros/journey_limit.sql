{# The amount of a limit of the policy `journey_limits` in force at `as_of`: a scalar subquery. #}
{% macro journey_limit(name) -%}
    (
        select max(limits.amount) from {{ customer360.policy('journey_limits') }} as limits
        where limits.limit_name = '{{ name }}'
    )
{%- endmacro %}
