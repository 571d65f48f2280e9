-- One row per source record and value that cleansing changed, could not use or does not trust.
with

records as (
    select * from {{ ref('customer_records') }}
),

standardised as (
    select * from {{ source('identity', 'standardised') }}
),

dropped_values as (
    select * from {{ source('identity', 'dropped_values') }}
),

compared as (
    {% for field in ['given_name', 'family_name', 'email', 'phone', 'postcode'] %}
    select
        records.record_id,
        '{{ field }}' as field,
        records.{{ field }} as before,
        standardised.{{ field }} as after
    from records
    inner join standardised on records.record_id = standardised.record_id
    where records.{{ field }} is not null
    union all
    {% endfor %}
    select
        records.record_id,
        'birth_on' as field,
        cast(records.birth_on as string) as before,
        case
            when
                standardised.birth_on
                between {{ add_months(as_of(), -1440) }} and {{ as_of() }}
                then cast(standardised.birth_on as string)
        end as after
    from records
    inner join standardised on records.record_id = standardised.record_id
    where records.birth_on is not null
),

-- The plain way to write a value, blanks and a phone's national prefix aside, is not a change.
judged as (
    select
        compared.*,
        dropped_values.reason as distrust,
        case
            when compared.field in ('given_name', 'family_name')
                then
                    length(compared.before) > 2
                    and compared.before in (upper(compared.before), lower(compared.before))
            when compared.field = 'email' then compared.before <> compared.after
            when compared.field = 'postcode'
                then
                    replace(replace(compared.before, ' ', ''), '-', '') <> compared.after
            when compared.field = 'phone'
                then not ({{ is_plain_phone('compared.before', 'compared.after') }})
            else false
        end as is_changed
    from compared
    left join dropped_values
        on compared.field = dropped_values.field
        and {{ sha256_hex('compared.after') }} = dropped_values.value_hash
)

select
    record_id,
    field,
    before,
    after,
    case
        when after is null then field || '_unusable'
        when distrust = 'sentinel' then field || '_sentinel'
        when distrust is not null then field || '_shared'
        else field || '_rewritten'
    end as rule,
    case
        when after is null then 'open'
        when distrust is not null then 'accepted'
        else 'fixed'
    end as status
from judged
where after is null or distrust is not null or is_changed
