{# What every department contributes to one shape: the models `stg_<department>__<entity>` of the
   departments in `vars.departments`, one below the other, column by column.

   A department that has nothing to contribute is named in `without`; any other department without
   its model fails `dbt parse`, so none is omitted silently. #}
{% macro union_departments(entity, columns, without=[]) -%}
    {%- for department in var('departments') if department not in without %}
    select
        {{ columns | join(',\n        ') }}
    from {{ ref('stg_' ~ department ~ '__' ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
