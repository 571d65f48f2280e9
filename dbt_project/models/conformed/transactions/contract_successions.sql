-- One row per term of a contract and the term that continues it: a renewal, or the one it was
-- rewritten into. Of several, the first.
with

terms as (
    select
        contract_number,
        record_id,
        line_of_business,
        product,
        renewal_of,
        starts_on,
        known_cancelled_on as cancelled_on,
        last_covered_on
    from {{ ref('contract_terms') }}
    where standing = 'stands'
),

owned as (
    select terms.*, owners.customer_id
    from terms
    left join {{ ref('record_owners') }} as owners
        on terms.record_id = owners.record_id
        and {{ is_owner_at('terms.starts_on') }}
),

renewed as (
    select
        renewal_of as contract_number,
        contract_number as successor,
        starts_on,
        1 as preference
    from owned
    where renewal_of is not null
),

-- Ended and begun anew within a day, for one customer and one product: nobody left.
rewritten as (
    select
        ended.contract_number,
        begun.contract_number as successor,
        begun.starts_on,
        2 as preference
    from owned as ended
    inner join owned as begun
        on ended.customer_id = begun.customer_id
        and ended.line_of_business = begun.line_of_business
        and coalesce(ended.product, '') = coalesce(begun.product, '')
    where ended.cancelled_on is not null
        and begun.renewal_of is null
        and begun.contract_number <> ended.contract_number
        and begun.starts_on > ended.starts_on
        and {{ days_between('ended.cancelled_on', 'begun.starts_on') }} between -1 and 1
),

together as (
    select * from renewed
    union all
    select * from rewritten
),

ranked as (
    select
        together.*,
        {{ days_between('owned.last_covered_on', 'together.starts_on') }} - 1 as gap_days,
        row_number() over (
            partition by together.contract_number
            order by together.preference, together.starts_on, together.successor
        ) as nth
    from together
    inner join owned on together.contract_number = owned.contract_number
)

select
    contract_number,
    successor,
    greatest(gap_days, 0) as gap_days,
    preference = 2 as is_rewritten
from ranked
where nth = 1
