-- One row per record whose face of today is not that of the person whom it was (see faces.py): first
-- names | family name | birth date | e-mail | phone | postcode | day first seen.
create or replace table identity_work.given_away as
with

pairs as (
    select
        a.record_id,
        string_split(a.face, '|') as today,
        string_split(p.face, '|') as before
    from identity_work.assigned as a
    inner join identity_work.previous as p on a.record_id = p.record_id
    where a.face is not null and p.face is not null and a.face <> p.face
),

-- True: both say the same. False: both say something, and not the same. Null: one says nothing.
compared as (
    select
        record_id,
        case when today[1] <> '' and before[1] <> '' then
            list_has_any(string_split(today[1], ','), string_split(before[1], ','))
        end as given,
        case when today[2] <> '' and before[2] <> '' then today[2] = before[2] end as family,
        case when today[3] <> '' and before[3] <> '' then today[3] = before[3] end as birth,
        case when today[4] <> '' and before[4] <> '' then today[4] = before[4] end as email,
        case when today[5] <> '' and before[5] <> '' then today[5] = before[5] end as phone,
        case when today[6] <> '' and before[6] <> '' then today[6] = before[6] end as postcode,
        coalesce(
            list_contains(string_split(today[1], ','), nullif(before[2], ''))
            and list_contains(string_split(before[1], ','), nullif(today[2], '')), false
        ) as is_swapped,
        case when today[7] > before[7] then try_cast(today[7] as date) end as given_on
    from pairs
),

counted as (
    select
        *,
        coalesce(birth, false) or coalesce(email, false) or coalesce(phone, false) as agrees,
        (birth is false)::int + (email is false)::int + (phone is false)::int as differing
    from compared
)

select record_id, given_on
from counted
where not is_swapped
    and (
        -- Another name in full, and nothing that says it is the same person after all.
        (given is false and family is false and not agrees)
        -- Half the name, and nothing else that can be compared.
        or (
            (given is false or family is false)
            and not agrees
            and (differing > 1 or (differing = 1 and postcode is false))
        )
        -- Somebody else of the family may keep the phone and the house, but not the birth date.
        or (given is false and birth is false and email is not true)
    );
