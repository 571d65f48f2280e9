-- One row per source record, customer number and epoch: a time in which that number stood for the
-- same records and the same purchases of theirs were known. Nearly every number has one epoch; a
-- merge or a split ends one and begins another, and so does a purchase that is unmade.
with

owners as (
    select record_id, owned_from, owned_until, customer_id from {{ ref('record_owners') }}
),

-- A record that is gone stays with its last customer.
spells as (
    select
        spells.record_id,
        spells.owned_from,
        spells.valid_from,
        coalesce(owners.customer_id, spells.customer_id) as customer_id,
        case when owners.customer_id is null then spells.valid_to end as valid_to
    from {{ ref('record_spells') }} as spells
    left join owners
        on spells.record_id = owners.record_id
        and spells.owned_from = owners.owned_from
        and spells.is_last_of_owner
),

-- A record belongs to its first number from the beginning of time: arriving late is no merge.
held as (
    select
        record_id,
        owned_from,
        customer_id,
        case
            when row_number()
                    over (
                        partition by record_id, owned_from order by valid_from, customer_id
                    )
                = 1 then cast('1900-01-01' as date)
            else cast(valid_from as date)
        end as held_from,
        cast(valid_to as date) as held_until,
        valid_to is null as is_current
    from spells
),

current_numbers as (
    select record_id, owned_from, customer_id as current_customer_id
    from held
    where is_current
),

changes as (
    select customer_id, held_from as epoch_from, 'identity_adjustment' as begun_by from held
    union all
    select customer_id, held_until as epoch_from, 'identity_adjustment' as begun_by from held
    where held_until is not null
    union all
    select held.customer_id, unmade.unmade_on as epoch_from, 'correction' as begun_by
    from {{ ref('unmade_purchases') }} as unmade
    inner join held
        on unmade.record_id = held.record_id
        and held.held_from < unmade.unmade_on
        and (held.held_until is null or unmade.unmade_on < held.held_until)
),

days as (
    select customer_id, epoch_from, max(begun_by) as begun_by
    from changes
    group by customer_id, epoch_from
),

epochs as (
    select
        customer_id,
        epoch_from,
        begun_by,
        lead(epoch_from) over (partition by customer_id order by epoch_from) as epoch_until,
        lead(begun_by) over (partition by customer_id order by epoch_from) as ended_by
    from days
)

select
    held.record_id,
    held.customer_id,
    epochs.epoch_from,
    epochs.epoch_until,
    epochs.begun_by as epoch_begun_by,
    epochs.ended_by as epoch_ended_by,
    held.is_current and epochs.epoch_until is null as is_current,
    -- The customer of today under whose segment the books keep this number's history.
    min(current_numbers.current_customer_id) over (
        partition by held.customer_id, epochs.epoch_from
    ) as segment_customer_id,
    held.owned_from,
    owners.owned_until
from held
inner join epochs
    on held.customer_id = epochs.customer_id
    and held.held_from <= epochs.epoch_from
    and (held.held_until is null or held.held_until > epochs.epoch_from)
left join current_numbers
    on held.record_id = current_numbers.record_id
    and held.owned_from = current_numbers.owned_from
left join owners
    on held.record_id = owners.record_id
    and held.owned_from = owners.owned_from
