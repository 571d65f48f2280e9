{# What dbt does by itself on its way to a table, on Apache Spark: the types of contracts, seeds, and
   the tables that are handed over. #}

{# The columns of a contract as an empty result, to compare a model's own columns with. #}
{% macro spark__get_empty_schema_sql(columns) -%}
    select
        {%- for column in columns.values() %}
        cast(null as {{ customer360.native_type(column.data_type) }}) as {{ column.name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    where false
{%- endmacro %}

{# The type of a seed's column: what its YAML says, else the one that DuckDB gives it. #}
{% macro spark_seed_type(model, table, name, index) -%}
    {%- set inferred = adapter.convert_type(table, index) -%}
    {{ customer360.native_type(
        model.config.get('column_types', {}).get(name, {'bigint': 'int'}.get(inferred, inferred))
    ) }}
{%- endmacro %}

{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set sql -%}
    create table {{ this.render() }} (
        {%- for name in agate_table.column_names %}
        `{{ name }}` {{ customer360.spark_seed_type(model, agate_table, name, loop.index0) }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    )
    {{ file_format_clause() }}
    {%- endset -%}
    {%- call statement('_') %}{{ sql }}{% endcall -%}
    {{ return(sql) }}
{%- endmacro %}

{# A seed's rows. dbt-spark binds an empty value as the text 'None', every number as a double
   and a quote as it stands; here each value is a literal of its own, cast. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set statements = [] -%}
    {%- for chunk in agate_table.rows | batch(1000) -%}
        {%- set sql -%}
        insert into {{ this.render() }} values
        {%- for row in chunk %}
            (
                {%- for name in agate_table.column_names -%}
                cast({{ customer360.spark_literal(row[loop.index0]) }} as {{
                    customer360.spark_seed_type(model, agate_table, name, loop.index0)
                }}){% if not loop.last %}, {% endif %}
                {%- endfor -%}
            ){% if not loop.last %},{% endif %}
        {%- endfor %}
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{%- endmacro %}

{# A value of a seed as text in quotes; a quote in it is doubled, a backslash is `chr(92)`. #}
{% macro spark_literal(value) -%}
    {%- if value is none -%} null
    {%- else -%}
    {%- set parts = (value | string).replace("'", "''").split('\\') -%}
    '{{ parts | join("' || chr(92) || '") }}'
    {%- endif -%}
{%- endmacro %}

{# Every source as a table over the Parquet file that was handed over, as a build begins. #}
{% macro hand_over() -%}
    {{ adapter.dispatch('hand_over', 'customer360')() }}
{%- endmacro %}
{% macro default__hand_over() -%}{%- endmacro %}
{% macro spark__hand_over() -%}
    {%- set beside = env_var('CUSTOMER360_BUILD', 'build') ~ '/handed_over' -%}
    {%- set folder = env_var('CUSTOMER360_HANDED_OVER', beside) -%}
    {%- if execute -%}
    {%- for schema in graph.sources.values() | map(attribute='schema') | unique -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
    {%- endfor -%}
    {%- for source in graph.sources.values() -%}
        {%- do run_query('drop table if exists ' ~ source.schema ~ '.' ~ source.identifier) -%}
        {%- do run_query(
            'create table ' ~ source.schema ~ '.' ~ source.identifier ~ " using parquet location '"
            ~ folder ~ '/' ~ source.schema ~ '/' ~ source.identifier ~ ".parquet'"
        ) -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
