-- One row per touchpoint of any department, as that department recorded it.
{{ config(materialized='view') }}

select * from {{ ref('feed_interactions') }}
where {{ until_as_of('occurred_at') }}
