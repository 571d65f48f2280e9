-- One row per touchpoint of any department, as that department recorded it.
{{ config(materialized='view') }}

with

touchpoints as (
    {{ union_departments('interactions', columns=interaction_columns(), without=['partner']) }}
)

select * from touchpoints
where {{ until_as_of('occurred_at') }}
