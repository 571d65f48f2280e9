-- One row per record of a department that provides no list of people, known by what it did.
-- A department with a list knows its people by it alone; one that the company has not, nobody.
{{ config(materialized='view') }}

with

deeds as (
    {% for feed, seen_at in [
        ('purchases', 'ordered_at'), ('contracts', 'issued_at'), ('claims', 'opened_at'),
        ('cases', 'opened_at'), ('messages', 'sent_at'), ('consents', 'answered_at'),
        ('deliveries', 'dispatched_on'), ('invitations', 'invited_at'),
        ('decisions', 'decided_at'), ('leads', 'opened_on'), ('attributes', 'supplied_on'),
        ('interactions', 'occurred_at'), ('activity', 'active_from'),
    ] -%}
    select
        record_id,
        {{ split_part('record_id', "':'", 1) }} as department,
        cast({{ seen_at }} as timestamp) as seen_at
    from {{ ref('feed_' ~ feed) }}
    where record_id is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select
    record_id,
    department,
    min(seen_at) as first_seen_at,
    max(case when {{ until_as_of('seen_at') }} then seen_at end) as last_seen_at
from deeds
where department not in (select people.department from {{ ref('feed_people') }} as people)
    and {{ is_a_department('department') }}
group by record_id, department
