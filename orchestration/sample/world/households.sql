-- One row per household that exists on the first day, until the wanted number of people is reached.
-- Blocks of 600 households are closed: marriages, students, recycled phones and gifts stay inside,
-- so that the world can be cut at blocks.
with drawn as (
    select
        h::bigint as household_id,
        h // 600 as block,
        case
            when h % 600 = 300 then 'care_home'
            when h % 600 = 150 then 'halls'
            when u(h, 'kind') < 0.27 then 'single'
            when u(h, 'kind') < 0.53 then 'couple'
            when u(h, 'kind') < 0.90 then 'family'
            when u(h, 'kind') < 0.93 then 'three_generations'
            else 'shared'
        end as kind,
    from range((param('people') * 0.62)::bigint + 40) r(h)
),

sized as (
    select
        *,
        case kind
            when 'care_home' then whole(household_id, 'size', 12, 24)
            when 'halls' then whole(household_id, 'size', 8, 16)
            when 'single' then 1
            when 'couple' then 2
            when 'shared' then whole(household_id, 'size', 3, 5)
            when 'three_generations' then 5
            else 0
        end as fixed_size,
        kind = 'family' and chance(household_id, 'single parent', 0.22) as is_single_parent,
        case
            when u(household_id, 'children') < 0.42 then 1
            when u(household_id, 'children') < 0.82 then 2
            when u(household_id, 'children') < 0.96 then 3
            else 4
        end as children,
    from drawn
),

counted as (
    select
        household_id, block, kind, is_single_parent, children,
        case when kind = 'family' then children + if(is_single_parent, 1, 2) else fixed_size end
            as size,
    from sized
),

placed as (
    select *, sum(size) over (order by household_id) - size as people_before
    from counted
)

select household_id, block, kind, is_single_parent, children, size, people_before
from placed
where people_before < param('people')
