-- One row per touchpoint whose event, or row of a feed whose line of business, no rule has.
with

-- A department that names some of its events and has one more: what it is nobody has said.
events as (
    select
        recorded.department,
        'interactions' as feed,
        'source_event' as column_name,
        recorded.interaction_id as source_record_id,
        recorded.source_event as word,
        recorded.source_event as word_key,
        'interaction_types.csv: v1,' || recorded.department || ',' || recorded.source_event || ','
            as line_to_add
    from {{ ref('feed_interactions') }} as recorded
    inner join (
        select distinct department from {{ policy('interaction_types') }} as policy
    ) as naming
        on recorded.department = naming.department
    left join {{ policy('interaction_types') }} as types
        on recorded.department = types.department
        and recorded.source_event = types.source_event
    where types.source_event is null and recorded.source_event is not null
),

-- Nobody is a customer of a line of business without windows, and nothing ends them in it.
lines as (
    {% for feed, key in [
        ('purchases', 'order_number'), ('contracts', 'contract_number'),
        ('decisions', 'decision_id'), ('cases', 'case_id'), ('leads', 'opportunity_id'),
        ('campaigns', 'campaign_id'), ('messages', 'message_id'),
    ] -%}
    select
        told.department,
        '{{ feed }}' as feed,
        'line_of_business' as column_name,
        cast(told.{{ key }} as string) as source_record_id,
        told.line_of_business as word,
        told.line_of_business as word_key,
        'lifecycle_windows.csv: v1,' || told.line_of_business || ',' as line_to_add
    from {{ ref('feed_' ~ feed) }} as told
    left join {{ ref('lifecycle_policy') }} as policy
        on told.line_of_business = policy.line_of_business
    where policy.line_of_business is null and told.line_of_business is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select department, feed, column_name, source_record_id, word, word_key, line_to_add from events
union all
select department, feed, column_name, source_record_id, word, word_key, line_to_add from lines
