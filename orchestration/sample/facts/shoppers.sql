-- One row per person who ever buys home goods: pace, first and last day, ways.
with eligible as (
    select
        *,
        case
            when age < 14 then 0
            when age < 18 then 0.15
            when kind = 'care_home' then 0.15
            else param('shopper_share')
        end as share,
    from crowd
),

paced as (
    select
        person_id, block, birth_on, email, first_household_id,
        -- Gamma of shape 2 among customers; exponential life (Schmittlein, Morrison & Colombo
        -- 1987).
        param('orders_per_year') * (exponential(person_id, 'pace', 0.5)
            + exponential(person_id, 'pace two', 0.5)) as orders_per_year,
        case
            when u(person_id, 'arrives') < 0.42 then start_on()
                + days(u(person_id, 'arrival')
                    * least(120, date_diff('day', start_on(), until_on())))
            else start_on() + days(pow(u(person_id, 'arrival'), 1.15)
                * date_diff('day', start_on(), until_on()))
        end as wanted_on,
        free_from,
        exponential(person_id, 'life', 1000) as life_days,
    from eligible
    where chance(person_id, 'shops', share)
)

select
    person_id, block, birth_on, orders_per_year,
    greatest(wanted_on, free_from)::date as arrives_on,
    (greatest(wanted_on, free_from) + days(life_days))::date as leaves_on,
    email is not null and not chance(person_id, 'guest only', param('guest_only_share'))
        as has_account,
    email is not null and chance(person_id, 'second account', param('second_account_share'))
        and not chance(person_id, 'guest only', param('guest_only_share')) as has_second_account,
    chance(person_id, 'phones orders', if(birth_on < date '1950-01-01', 0.5, 0.06))
        as orders_by_phone,
    chance(person_id, 'card', 0.5) as has_loyalty_card,
from paced
where greatest(wanted_on, free_from)::date <= until_on()
