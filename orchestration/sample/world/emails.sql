-- One row per person: the e-mail address, whose it is, and a later one with the day of the change.
with written as (
    select
        person_id, birth_on, kind, first_role, first_household_id, family_name,
        lower(regexp_replace(ascii_only(given_name), '[^A-Za-z]', '', 'g')) as g,
        lower(regexp_replace(ascii_only(family_name), '[^A-Za-z]', '', 'g')) as f,
        year(birth_on) % 100 as yy,
    from people
),

spelled as (
    select
        *,
        case
            when u(person_id, 'pattern') < 0.30 then g || '.' || f
            when u(person_id, 'pattern') < 0.45 then g || f || lpad(yy::varchar, 2, '0')
            when u(person_id, 'pattern') < 0.58 then g[1] || f || whole(person_id, 'digits', 1, 99)
            when u(person_id, 'pattern') < 0.68 then g || '_' || f
            when u(person_id, 'pattern') < 0.78 then f || '.' || g
            when u(person_id, 'pattern') < 0.88 then g || whole(person_id, 'digits', 10, 9999)
            else one_of(person_id, 'word', ['the', 'miss', 'mr', 'super', 'happy', 'red', 'green'])
                || g || whole(person_id, 'digits', 1, 999)
        end as local_part,
        one_of(person_id, 'provider', ['gmail.com', 'gmail.com', 'gmail.com', 'gmail.com',
            'hotmail.co.uk', 'hotmail.com', 'outlook.com', 'yahoo.co.uk', 'yahoo.com', 'icloud.com',
            'btinternet.com', 'sky.com', 'live.co.uk', 'talktalk.net']) as provider,
        one_of(person_id, 'provider later', ['gmail.com', 'gmail.com', 'outlook.com', 'icloud.com',
            'proton.me']) as provider_later,
    from written
),

unique_ones as (
    select
        *,
        if(row_number() over (partition by local_part, provider order by person_id) = 1,
            local_part, local_part || mixed(person_id, 'email') % 10000000) || '@' || provider
                as own_email,
    from spelled
),

parents as (
    select first_household_id, any_value(own_email) as email, any_value(person_id) as owner_id
    from unique_ones
    where first_role = 'head' and birth_on >= date '1940-01-01'
    group by first_household_id
),

chosen as (
    select
        p.person_id, p.birth_on, p.first_role, p.own_email, h.email as head_email, h.owner_id,
        p.local_part, p.provider_later,
        p.first_role = 'child' and p.birth_on > start_on() - to_years(18)
            and chance(p.person_id, 'parent email', param('parent_email_share')) as uses_parents,
        p.first_role = 'partner'
            and chance(p.person_id, 'couple email', param('couple_email_share')) as uses_partners,
        case
            when p.kind = 'care_home' then 0.8
            when p.birth_on < date '1945-01-01' then 0.4
            when p.birth_on < date '1960-01-01' then 0.12
            else 0.03
        end as none_share,
        if(chance(p.person_id, 'email change', param('email_changes_per_year')
            * date_diff('day', start_on(), until_on()) / 365.25),
            (start_on() + days(u(p.person_id, 'email day')
                * (date_diff('day', start_on(), until_on()) - 60)))::date, null) as changed_on,
    from unique_ones p
    left join parents h on h.first_household_id = p.first_household_id and h.owner_id <> p.person_id
)

select
    person_id,
    case
        when (uses_parents or uses_partners) and head_email is not null then head_email
        when chance(person_id, 'no email', none_share) then null
        when birth_on > until_on() - to_years(11) then null
        else own_email
    end as email,
    (uses_parents or uses_partners) and head_email is not null as is_shared_email,
    case
        -- A child on a parent's address gets its own at 18.
        when uses_parents and head_email is not null then (birth_on + to_years(18))::date
        when uses_partners then null
        else changed_on
    end as email_changed_on,
    case
        when uses_parents and head_email is not null then own_email
        when uses_partners then null
        when changed_on is not null then local_part || '.' || whole(person_id, 'new digits', 1, 99)
            || '@' || provider_later
    end as email_later,
from chosen
