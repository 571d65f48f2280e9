-- One row per person: sex, birth date, role in the household of the first day.
with seated as (
    select
        (people_before + seat)::bigint as person_id, household_id, block, kind, is_single_parent,
            seat,
        case
            when kind in ('care_home', 'halls') then 'resident'
            when kind = 'shared' then 'housemate'
            when seat = 1 then 'head'
            when kind = 'couple' or (seat = 2 and not is_single_parent) then 'partner'
            when kind = 'three_generations' and seat = 5 then 'grandparent'
            else 'child'
        end as role,
        u(household_id, 'head sex') < if(is_single_parent, 0.15, 0.55) as head_is_male,
        date_diff('day', date '1970-01-01', until_on()) as today,
    from households, unnest(range(1, size + 1)) s(seat)
    where people_before + seat <= param('people')
),

aged as (
    select
        *,
        365.25 * case kind
            when 'single' then between_reals(household_id, 'age', 20, 88)
            when 'couple' then between_reals(household_id, 'age', 24, 86)
            when 'family' then between_reals(household_id, 'age', 25, 60)
            when 'three_generations' then between_reals(household_id, 'age', 32, 55)
            else 0
        end as head_days,
    from seated
),

born as (
    select
        *,
        case role
            when 'head' then head_days
            when 'partner' then greatest(19 * 365.25, head_days + 365.25 * (
                if(head_is_male, -2, 2) + 3.5 * normal(person_id, 'partner age')))
            when 'grandparent' then head_days + 365.25 * between_reals(person_id, 'age', 22, 33)
            when 'housemate' then 365.25 * between_reals(person_id, 'age', 20, 36)
            when 'resident' then 365.25 * if(kind = 'halls',
                between_reals(person_id, 'age', 18, 22),
                between_reals(person_id, 'age', 76, 99))
            -- The eldest is up to 26; younger ones follow at fractions of the eldest's age.
            else (0.02 + u(household_id, 'eldest')) * least(head_days - 20 * 365.25, 26 * 365.25)
                * (1 - 0.24 * (case
                    when chance(household_id, 'twins', param('twins_share'))
                        and seat = if(is_single_parent, 3, 4) then seat - 1
                    else seat end - if(is_single_parent, 2, 3)))
        end as age_days,
    from aged
)

select
    person_id, household_id, block, kind, role, seat,
    case role
        when 'head' then if(head_is_male, 'm', 'f')
        when 'partner' then if(head_is_male = chance(household_id, 'same sex', 0.02), 'm', 'f')
        else if(chance(person_id, 'sex', 0.5), 'm', 'f')
    end as sex,
    (date '1970-01-01' + days(today - greatest(age_days, 3)))::date as birth_on,
    age_days / 365.25 as age,
from born
