-- One row per customer, record, state, channel and time in which it holds, with what says so.
with

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

told as (
    select crosswalk.customer_id, states.*
    from {{ ref('record_states') }} as states
    inner join crosswalk on states.record_id = crosswalk.record_id
),

births as (
    select customer_id, record_id, cast(value_1 as date) as birth_on
    from {{ ref('attribute_survivors') }}
    where is_winner and attribute = 'birth_on'
),

first_seen as (
    select crosswalk.customer_id, min(records.first_seen_at) as first_seen_at
    from crosswalk
    inner join {{ ref('customer_records') }} as records on crosswalk.record_id = records.record_id
    group by crosswalk.customer_id
),

-- Who has come of age before we knew them was never a minor to us.
minors as (
    select
        births.customer_id,
        births.record_id,
        cast(births.birth_on as timestamp) as valid_from,
        cast({{ add_months('births.birth_on', 'rules.adult_age * 12') }} as timestamp) as valid_to
    from births
    cross join {{ policy('household_rules') }} as rules
    inner join first_seen on births.customer_id = first_seen.customer_id
    where coalesce(first_seen.first_seen_at, cast('1900-01-01' as timestamp))
        < cast({{ add_months('births.birth_on', 'rules.adult_age * 12') }} as timestamp)
),

-- A birth date that is known says more than a child's account.
states as (
    select
        told.customer_id, told.record_id, told.state, told.channel, told.source, told.reason,
        told.evidence, told.valid_from, told.valid_to
    from told
    left join births on told.customer_id = births.customer_id
    where told.state <> 'minor' or births.customer_id is null
    union all
    select
        customer_id, record_id, 'minor', null, 'birth_on', 'under age', record_id, valid_from,
        valid_to
    from minors
)

select
    {{ hash_key([
        'customer_id', 'record_id', 'state', 'channel', 'source', 'evidence',
        'cast(valid_from as string)',
    ]) }} as person_state_id,
    *,
    valid_to is null or cast(valid_to as date) > {{ as_of() }} as is_current
from states
