-- One row per person with a public handle, each handle once.
with owners as (
    select
        person_id, given_name, family_name,
        lower(regexp_replace(ascii_only(given_name), '[^A-Za-z]', '', 'g')) as g,
        lower(regexp_replace(ascii_only(family_name), '[^A-Za-z]', '', 'g')) as f,
    from people
    where date_diff('year', birth_on, until_on()) between 15 and 70
        and chance(person_id, 'on social media', 0.09)
),

named as (
    select
        person_id,
        case
            when u(person_id, 'style') < 0.35 then g || f[1] || whole(person_id, 'handle', 10, 999)
            when u(person_id, 'style') < 0.55 then g || '_' || f
                || whole(person_id, 'handle', 1, 99)
            else one_of(person_id, 'adjective', ['sleepy', 'happy', 'angry', 'urban', 'muddy',
                'tiny', 'lazy', 'brave', 'salty', 'noisy']) || '_' || one_of(person_id, 'noun',
                ['badger', 'otter', 'teapot', 'gardener', 'cyclist', 'baker', 'fox', 'pigeon',
                'runner', 'painter']) || whole(person_id, 'handle', 1, 99999)
        end as wish,
        case
            when u(person_id, 'shown') < 0.35 then given_name || ' ' || family_name[1]
            when u(person_id, 'shown') < 0.6 then given_name || ' ' || family_name
            when u(person_id, 'shown') < 0.8 then given_name
        end as display_name,
    from owners
)

select
    person_id, display_name,
    if(row_number() over (partition by wish order by person_id) = 1, wish,
        wish || '_' || mixed(person_id, 'handle') % 10000000) as handle,
from named
