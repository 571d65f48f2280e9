-- One row per person: the name at birth (family names before any marriage we see).
with cultured as (
    select
        *,
        case
            when u(household_id, 'culture') < 0.745 then 'british'
            when u(household_id, 'culture') < 0.835 then 'south_asian'
            when u(household_id, 'culture') < 0.870 then 'irish'
            when u(household_id, 'culture') < 0.910 then 'polish'
            when u(household_id, 'culture') < 0.930 then 'chinese'
            when u(household_id, 'culture') < 0.970 then 'african'
            else 'european'
        end as household_culture,
        case
            when u(person_id, 'culture') < 0.80 then 'british'
            when u(person_id, 'culture') < 0.87 then 'south_asian'
            when u(person_id, 'culture') < 0.90 then 'irish'
            when u(person_id, 'culture') < 0.94 then 'polish'
            when u(person_id, 'culture') < 0.96 then 'chinese'
            when u(person_id, 'culture') < 0.98 then 'african'
            else 'european'
        end as own_culture,
    from members
),

rooted as (
    select
        * exclude (household_culture, own_culture),
        if(role in ('housemate', 'resident'), own_culture, household_culture) as culture,
        if(role in ('housemate', 'resident')
            or role = 'partner' and chance(person_id, 'own surname', param('own_surname_share'))
            or role = 'grandparent' and chance(person_id, 'own surname', 0.4),
            person_id + 100000000, household_id) as family_key,
        max(person_id) filter (role = 'head') over (partition by household_id) as head_id,
        max(sex) filter (role = 'head') over (partition by household_id) as head_sex,
    from cultured
),

keyed as (
    select
        *,
        case
            when culture <> 'british' then 'any'
            when birth_on < date '1952-01-01' then 'old'
            when birth_on < date '1984-01-01' then 'mid'
            else 'new'
        end as era,
        -- A son who carries his father's name draws with his father's key.
        if(role = 'child' and sex = 'm' and head_sex = 'm'
            and chance(person_id, 'namesake', param('namesakes_share')), head_id, person_id)
            as name_key,
    from rooted
),

fathered as (
    select
        k.*,
        if(k.name_key <> k.person_id, f.era, k.era) as name_era,
    from keyed k
    left join keyed f on f.person_id = k.name_key
),

spots as (
    select
        *,
        -- Siblings draw from different spots, so that two of them hardly share a name.
        (rank_of(name_key, 'given', g.n, 1.35) - 1
            + if(role = 'child' and name_key = person_id, seat, 0)) % g.n + 1 as given_rank,
        rank_of(name_key, 'middle', g.n, 1.2) as middle_rank,
        rank_of(name_key, 'middle two', g.n, 1.2) as second_middle_rank,
        rank_of(family_key, 'family', s.n, 2.2) as family_rank,
    from fathered
    join given_name_sizes g using (culture, sex)
    join family_name_sizes s using (culture)
    where g.era = name_era
)

select
    p.person_id, p.household_id, p.block, p.kind, p.role, p.sex, p.birth_on, p.culture, p.head_id,
    p.name_key <> p.person_id as is_namesake,
    g.name as given_name,
    case
        when u(p.name_key, 'middle share') < 0.24 then null
        when u(p.name_key, 'middle share') < 0.90 then m.name
        else m.name || ' ' || m2.name
    end as middle_name,
    f.name as family_name,
from spots p
join given_names g
    on g.culture = p.culture and g.sex = p.sex and g.era = p.name_era and g.rank = p.given_rank
join given_names m
    on m.culture = p.culture and m.sex = p.sex and m.era = p.name_era and m.rank = p.middle_rank
join given_names m2
    on m2.culture = p.culture and m2.sex = p.sex and m2.era = p.name_era
    and m2.rank = p.second_middle_rank
join family_names f on f.culture = p.culture and f.rank = p.family_rank
