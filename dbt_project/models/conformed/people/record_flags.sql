-- One row per record, state and channel that its own entry in a list of people tells of it.
with

people as (
    select
        feed_people.*,
        {{ whole_name('feed_people.') }} as whole_name,
        -- What has no date of its own is known from when the record last said it.
        coalesce(
            feed_people.status_since, feed_people.last_seen_at, cast({{ as_of() }} as timestamp)
        ) as known_since
    from {{ ref('feed_people') }} as feed_people
),

named as (
    {% for field in ['full_name', 'given_name', 'middle_name', 'family_name', 'whole_name'] -%}
    select people.record_id, people.known_since, marks.state, marks.mark
    from people
    inner join {{ ref('name_marks') }} as marks on people.{{ field }} = marks.name
    union
    {% endfor -%}
    select people.record_id, people.known_since, marks.state, marks.mark
    from people
    inner join {{ person_marks('given_name') }} as marks
        on {{ words_of('people.given_name') }} = marks.words
),

emails as (
    select people.record_id, people.known_since, marks.state, marks.mark
    from people
    inner join {{ person_marks('email') }} as marks
        on lower(trim(people.email)) like replace(marks.mark, '*', '%')
),

addresses as (
    select distinct
        address_line_1, address_line_2,
        lower(coalesce(address_line_1, '') || ' ' || coalesce(address_line_2, '')) as lowered,
        {{ words_of("coalesce(address_line_1, '') || ' ' || coalesce(address_line_2, '')") }}
            as words
    from people
    where address_line_1 is not null or address_line_2 is not null
),

marked_addresses as (
    select addresses.address_line_1, addresses.address_line_2, marks.state, marks.mark
    from addresses
    inner join {{ person_marks('address') }} as marks
        on {{ has_mark('addresses.lowered', 'addresses.words', 'marks') }}
),

-- A word that no rule knows may be the worst of those that the column is for.
told as (
    {% for column, state, worst, channel in [
        ('deceased', 'deceased', 'deceased', none),
        ('account_type', none, 'unclear', none),
        ('email_status', none, 'unreachable', 'email'),
        ('phone_status', none, 'unreachable', 'phone'),
        ('phone_status', none, 'unreachable', 'sms'),
        ('address_status', none, 'unreachable', 'post'),
    ] -%}
    select
        people.record_id,
        coalesce(
            people.status_since, least(people.last_seen_at, people.{{ column }}_seen_at),
            people.known_since
        ) as known_since,
        {% if state -%}
        case when coalesce(rules.meaning, 'yes') = 'yes' then '{{ state }}' end as state,
        {%- else -%}
        coalesce(rules.meaning, '{{ worst }}') as state,
        {%- endif %}
        {{ "'" ~ channel ~ "'" if channel else 'cast(null as string)' }} as channel,
        '{{ column }}' as evidence,
        case when rules.meaning is null then 'unknown_word' else rules.word end as reason
    from people
    left join {{ known_words('people', column) }} as rules
        on {{ word_key('people.' ~ column) }} = rules.word
    where people.{{ column }} is not null
    union all
    {% endfor -%}
    select
        record_id, cast(deceased_on as timestamp), 'deceased', cast(null as string), 'deceased_on',
        'date'
    from people
    where deceased_on is not null
),

flags as (
    select
        record_id, known_since, state, cast(null as string) as channel, 'name' as evidence,
        mark as reason
    from named
    union all
    select record_id, known_since, state, cast(null as string), 'email', mark
    from emails
    union all
    select people.record_id, people.known_since, marked.state, 'post', 'address', marked.mark
    from people
    inner join marked_addresses as marked
        on coalesce(people.address_line_1, '') = coalesce(marked.address_line_1, '')
        and coalesce(people.address_line_2, '') = coalesce(marked.address_line_2, '')
    union all
    select record_id, known_since, state, channel, evidence, reason
    from told
    where state is not null and state not in ('valid', 'customer')
)

-- A date that is told outweighs the day on which something was noticed.
select
    {{ hash_key(['flags.record_id', 'flags.state', 'flags.channel']) }} as record_flag_id,
    flags.record_id,
    flags.state,
    flags.channel,
    flags.evidence,
    flags.reason,
    least(
        coalesce(
            case when flags.state = 'deceased' then cast(people.deceased_on as timestamp) end,
            flags.known_since
        ),
        {{ add_seconds(as_of(), 86399) }}
    ) as valid_from
from flags
inner join people on flags.record_id = people.record_id
qualify
    row_number() over (
        partition by flags.record_id, flags.state, coalesce(flags.channel, 'all')
        order by flags.known_since, flags.evidence, flags.reason
    ) = 1
