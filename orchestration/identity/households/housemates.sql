with workplaces as (
    select distinct building, flat from identity_work.located where is_workplace
),
homes as (
    select
        home,
        island,
        bool_or((is_block and s.flat is null) or w.building is not null) as is_split,
        count(distinct p.given_name || '|' || p.family_name) as people
    from identity_work.spans as s
    inner join identity_work.profiles as p on s.customer_id = p.customer_id
    left join workplaces as w
        on s.building = w.building and s.flat is not distinct from w.flat
    group by home, island
)
select
    l.n as l,
    r.n as r,
    h.is_split,
    h.people >= {crowd_from} as is_crowd,
    p.given_name is distinct from q.given_name as is_other,
    coalesce(
        jaro_winkler_similarity(p.family_name, q.family_name) >= 0.92
        or list_has_any(
            string_split(p.family_name, ' '), string_split(q.family_name, ' ')
        )
        or list_has_any(p.phones, q.phones)
        or list_has_any(p.emails, q.emails),
        false
    ) as is_tied
from identity_work.spans as l
inner join identity_work.spans as r on l.home = r.home and l.island = r.island and l.n < r.n
inner join homes as h on l.home = h.home and l.island = h.island
inner join identity_work.profiles as p on l.customer_id = p.customer_id
inner join identity_work.profiles as q on r.customer_id = q.customer_id
