{# Who answers for a department's data, from its contract; `department` is an SQL expression. #}
{% macro department_owner(department) -%}
    {%- set owners = {} -%}
    {%- if execute -%}
        {%- for source in graph.sources.values() if source.meta.get('department') -%}
            {%- do owners.update({source.meta.department: source.source_meta.owner}) -%}
        {%- endfor -%}
    {%- endif -%}
    case {{ department }}
        {%- for name, owner in owners | dictsort %}
        when '{{ name }}' then '{{ owner | replace("'", "''") }}'
        {%- endfor %}
        else 'Data stewards'
    end
{%- endmacro %}
