-- One row per source record: what one department wrote down about one person, as it wrote it.
-- Visitors of a site are no records: they join a customer through the accounts they log in to.
with

{% set names = ['full_name'] + customer360.golden_names() -%}
{% set parts = customer360.golden_parts() | rejectattr('field', 'in', names) | list -%}
-- A mark in a name ("the late", "deceased") is no part of it; see `record_flags`.
listed as (
    select
        people.record_id,
        people.department,
        people.entity,
        {% for name in names -%}
        case
            when {{ name }}_marks.name is null then people.{{ name }}
            else {{ name }}_marks.unmarked_name
        end as {{ name }},
        {% endfor -%}
        {% for part in parts -%}
        people.{{ part.field }},
        {% endfor -%}
        people.phone_alternative,
        people.loyalty_number,
        people.handle,
        people.order_number,
        people.contract_number,
        people.first_seen_at,
        substr(people.record_id, length(people.department) + 2) as source_record_id,
        -- A list delivered after the day may have been touched since.
        least(people.last_seen_at, {{ add_seconds(as_of(), 86399) }}) as last_seen_at
    from {{ ref('feed_people') }} as people
    {% for name in names -%}
    left join {{ ref('name_marks') }} as {{ name }}_marks
        on people.{{ name }} = {{ name }}_marks.name
    {% endfor %}
),

records as (
    select * from listed
    union all
    select
        record_id,
        department,
        'record' as entity,
        {% for name in names -%}
        cast(null as string) as {{ name }},
        {% endfor -%}
        {% for part in parts -%}
        cast(null as {{ part.data_type }}) as {{ part.field }},
        {% endfor -%}
        {% for field in [
            'phone_alternative', 'loyalty_number', 'handle', 'order_number', 'contract_number',
        ] -%}
        cast(null as string) as {{ field }},
        {% endfor -%}
        first_seen_at,
        substr(record_id, length(department) + 2) as source_record_id,
        last_seen_at
    from {{ ref('unlisted_records') }}
),

gift_orders as (
    select order_number
    from {{ ref('feed_purchases') }}
    where is_gift
)

select
    records.*,
    records.entity = 'recipient' and gift_orders.order_number is not null as is_gift_recipient
from records
left join gift_orders on records.order_number = gift_orders.order_number
-- A record without a date is kept: better known too early than lost.
where coalesce({{ until_as_of('records.first_seen_at') }}, true)
