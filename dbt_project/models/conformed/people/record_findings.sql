-- One row per source record and rule that only a comparison with other records can break.
with

records as (
    select
        records.*,
        crosswalk.customer_id,
        standardised.birth_on as standard_birth_on
    from {{ ref('customer_records') }} as records
    inner join {{ ref('crosswalk') }} as crosswalk on records.record_id = crosswalk.record_id
    left join {{ source('identity', 'standardised') }} as standardised
        on records.record_id = standardised.record_id
),

-- Only these lists are meant to name a person once.
duplicates as (
    select
        record_id,
        source_record_id as before,
        first_value(source_record_id) over (
            partition by department, customer_id order by first_seen_at, source_record_id
            rows between unbounded preceding and unbounded following
        ) as after
    from records
    where entity in ('contact', 'caller', 'account', 'prospect')
),

birth_dates as (
    select
        customer_id,
        standard_birth_on,
        row_number() over (
            partition by customer_id order by count(*) desc, standard_birth_on
        ) as nth
    from records
    where standard_birth_on is not null
    group by customer_id, standard_birth_on
),

contradictions as (
    select
        records.record_id,
        records.standard_birth_on as before,
        birth_dates.standard_birth_on as after
    from records
    inner join birth_dates on records.customer_id = birth_dates.customer_id and birth_dates.nth = 1
    where records.standard_birth_on <> birth_dates.standard_birth_on
)

select
    record_id,
    'duplicate_record' as rule,
    before,
    after,
    'open' as status
from duplicates
where before <> after
union all
select
    record_id,
    'birth_on_contradicted' as rule,
    cast(before as string) as before,
    cast(after as string) as after,
    'open' as status
from contradictions
