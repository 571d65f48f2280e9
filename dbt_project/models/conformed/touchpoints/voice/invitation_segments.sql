-- One row per survey invitation and segment it counts in.
with

profiles as (
    select * from {{ ref('invitation_profiles') }}
)

select invitation_id, customer_id, month, 'all' as segment from profiles
{% for column, label in [
    ('trigger', 'trigger'), ('age_band', 'age'), ('lines_of_business', 'lines'),
    ('tenure_band', 'tenure'),
] -%}
union all
select
    invitation_id,
    customer_id,
    month,
    '{{ label }}: ' || {{ column }} as segment
from profiles
{% endfor %}
