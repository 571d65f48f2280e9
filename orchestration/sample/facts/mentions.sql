-- One row per public mention.
with named as (
    select h.*, c.free_from
    from handles h
    join crowd c using (person_id)
    -- Strangers who never deal with the house are not listened to.
    semi join (select person_id from shoppers union select person_id
        from policies) using (person_id)
),

said as (
    select n.person_id, c.order_key * 2 as source_key, c.order_number, 'delivery' as about,
        c.first_try_at + seconds(whole(c.order_key, 'tweets', 3000, 200000)) as posted_at
    from named n join consignments c using (person_id)
    where chance(c.order_key, 'tweets', if(c.fails or c.is_slow, 0.5, 0.04))
    union all
    select person_id, person_id * 16 + k + 800000000000, null,
        one_of(person_id * 16 + k, 'about', ['praise', 'price', 'product', 'service']),
        on_day((free_from + days(u(person_id * 16 + k, 'says')
            * date_diff('day', free_from, until_on())))::date,
            person_id * 16 + k, 'says')
    from named, unnest([0, 1, 2]) t(k)
    where chance(person_id * 16 + k, 'speaks', 0.3)
)

select
    s.person_id, n.handle, coalesce(n.display_name, n.handle) as display_name, s.posted_at, s.about,
    if(chance(s.source_key, 'names the order', 0.5), s.order_number, null) as order_number,
    code('ME', s.source_key) as mention_id, s.source_key,
from said s join named n using (person_id)
where s.posted_at < until_at()
