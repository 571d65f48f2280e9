{# The rows of a policy seed in force on a day (default: `as_of`): a subquery, to be given an alias.
   A policy holds from `valid_from` up to, not including, `valid_to`; none means still in force. #}
{% macro policy(seed, day=none) -%}
    (
        select * from {{ ref(seed) }}
        where cast(valid_from as date) <= {{ day or customer360.as_of() }}
            and (valid_to is null or {{ day or customer360.as_of() }} < cast(valid_to as date))
    )
{%- endmacro %}
