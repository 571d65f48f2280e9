-- One row per department that knows people and attribute: how far it is believed, how long.
with

departments as (
    select distinct department from {{ ref('customer_records') }}
),

attributes as (
    {% for golden in golden_attributes() -%}
    select '{{ golden.attribute }}' as attribute
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

stated as (
    select *, department in {{ third_parties() }} as is_third_party
    from {{ policy('source_trust') }} as policy
),

half_lives as (
    select * from {{ policy('survivorship') }} as policy
),

-- Nobody has judged the department: it is believed as little as the least trusted of its kind.
least_trusted as (
    select attribute, is_third_party, min(trust) as trust
    from stated
    group by attribute, is_third_party
),

shortest as (
    select min(half_life_days) as half_life_days from half_lives
)

select
    departments.department,
    attributes.attribute,
    departments.department in {{ third_parties() }} as is_third_party,
    -- Where nobody of its kind is judged either: it repeats what it was told, or it was bought.
    coalesce(
        stated.trust, least_trusted.trust,
        case when departments.department in {{ third_parties() }} then 0.1e0 else 1 end
    ) as trust,
    coalesce(half_lives.half_life_days, shortest.half_life_days, 365) as half_life_days,
    stated.trust is null as is_trust_assumed,
    half_lives.half_life_days is null as is_half_life_assumed
from departments
cross join attributes
cross join shortest
left join stated
    on departments.department = stated.department
    and attributes.attribute = stated.attribute
left join least_trusted
    on attributes.attribute = least_trusted.attribute
    and (departments.department in {{ third_parties() }}) = least_trusted.is_third_party
left join half_lives on attributes.attribute = half_lives.attribute
