-- One row per record that a mover's new address is told to, and when: the shop's or marketing's.
with moves as (
    select person_id, max(valid_from) as moved_on
    from (
        select *, lag(address_id) over (partition by person_id order by valid_from)
            as address_before
        from residences
        where person_id in (select person_id from crowd)
    )
    where address_id <> address_before
    group by person_id
),

keepers as (
    select 'shop' as source, account_key as key, person_id, created_at from accounts
    union all
    select 'marketing', prospect_key, person_id, created_at from prospects
)

select
    k.source, k.key,
    m.moved_on::timestamp + days(whole(m.person_id, 'tells after', 4, 60)) as told_at,
from keepers k
join moves m using (person_id)
where chance(m.person_id, 'tells', param('tells_of_move_share'))
    and k.created_at < m.moved_on
    and m.moved_on + whole(m.person_id, 'tells after', 4, 60) < until_on()
qualify row_number() over (partition by m.person_id order by u(k.key, 'told first'), k.source) = 1
    or chance(k.key, 'told too', 0.4)
