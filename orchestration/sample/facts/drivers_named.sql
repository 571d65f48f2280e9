-- One row per named driver of a motor policy: the holder's household, of age.
with first_terms as (
    select policy_key, person_id, policy_number, starts_on, issued_at
    from policies where product = 'motor'
),

mates as (
    select
        t.policy_key, t.policy_number, t.starts_on, h.first_household_id,
        d.person_id, d.first_role, h.first_role as holder_role, h.person_id as holder_id,
        row_number() over (partition by t.policy_key order by d.person_id) as seat,
    from first_terms t
    join crowd h using (person_id)
    join crowd d on d.first_household_id = h.first_household_id and d.person_id <> h.person_id
    where d.birth_on + to_years(17) < t.starts_on
        and h.kind in ('couple', 'family', 'three_generations')
        and chance(d.person_id * 2 + 1, 'drives', 0.55)
)

select
    policy_key * 8 + seat as driver_key, code('DR', policy_key * 8 + seat) as driver_id,
        policy_number,
    person_id, starts_on as added_on,
    case
        when holder_role = 'head' and first_role = 'partner'
            or holder_role = 'partner' and first_role = 'head'
            then if(chance(holder_id, 'says spouse', 0.75), 'spouse', 'partner')
        when first_role = 'child' and holder_role in ('head', 'partner') then 'child'
        when holder_role = 'child' and first_role in ('head', 'partner') then 'parent'
        else 'other'
    end as relationship,
from mates
where seat <= 4
