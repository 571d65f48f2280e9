{# A department's text without surrounding blanks; an empty text is no value. Where the contract of
   the column has `words`, the department's word becomes ours, in whatever case it is written. #}
{% macro clean(column, name=none) -%}
    {%- set words = customer360.contract_words(name or column) -%}
    {%- if words %}
    case lower(trim({{ column }}))
        {%- for theirs, ours in words | dictsort %}
        when '{{ theirs | string | lower | replace("'", "''") }}'
            then '{{ ours | string | replace("'", "''") }}'
        {%- endfor %}
        else nullif(trim({{ column }}), '')
    end as {{ name or column }}
    {%- else -%}
    nullif(trim({{ column }}), '') as {{ name or column }}
    {%- endif -%}
{%- endmacro %}

{# What the contract says the words of a column mean: `words` of the column of that name in the table
   that the staging model being compiled, `stg_<department>__<table>`, stands for. #}
{% macro contract_words(column) -%}
    {%- set words = {} -%}
    {%- if execute and model.name.startswith('stg_') -%}
        {%- set department, table = model.name[4:].split('__', 1) -%}
        {%- set contract = graph.sources.get(
            'source.' ~ project_name ~ '.raw_' ~ department ~ '.' ~ table
        ) -%}
        {%- if contract and column in contract.columns -%}
            {%- do words.update(contract.columns[column].config.get('meta', {}).get('words', {})) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(words) }}
{%- endmacro %}
