-- One row per file the contact centre opened for a caller; a few have two.
with people_calling as (
    select
        person_id, min(started_at) as first_at, max(started_at) as last_at,
        bool_or(policy_number is not null) as about_policy,
    from contacts group by person_id
)

select
    person_id * 4 as caller_key, person_id, 0 as copy, first_at as created_at, last_at
        as updated_at,
    about_policy, code('SV', person_id * 4) as customer_ref,
from people_calling
union all
select
    person_id * 4 + 1, person_id, 1, first_at + (last_at - first_at) / 2, last_at, about_policy,
    code('SV', person_id * 4 + 1),
from people_calling
where last_at > first_at + interval 60 day
    and chance(person_id, 'second file', param('service_duplicate_share') * 3)
