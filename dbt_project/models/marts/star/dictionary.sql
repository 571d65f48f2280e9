-- One row per column of the star: what it is, what it joins to, and whether it adds up.
{#- Read from the models themselves, their contracts and tests, when the project is compiled. #}
{%- set found = customer360.star_columns() %}
select
    described.mart || '.' || described.column_name as dictionary_id,
    described.mart,
    described.column_name,
    described.data_type,
    described.role,
    nullif(described.refers_to_mart, '') as refers_to_mart,
    nullif(described.refers_to_column, '') as refers_to_column,
    nullif(described.adds_up, '') as adds_up
from (
    values
    {% for row in found -%}
    {{ customer360.as_row(row) }}{% if not loop.last %},{% endif %}
    {% endfor %}
) as described (
    mart, column_name, data_type, role, refers_to_mart, refers_to_column, adds_up
)
