-- One row per sighting: the names as this department got them.
with known as (
    select
        s.source, s.source_no, s.key, s.seen_at, s.has_email, s.key * 16 + s.source_no as k,
        (s.seen_at - if(not s.is_told
                and chance(s.key * 16 + s.source_no, 'stale', n.stale * param('noise')),
            interval 400 day, interval 0 day))::date as seen_on,
        n.* exclude (department),
        c.person_id, c.given_name, c.middle_name, c.birth_on, c.landline as landline_number,
        if(c.married_name is not null and s.seen_at > c.married_on + interval 45 day,
            c.married_name, c.family_name) as family_name,
        if(c.phone_changed_on <= s.seen_at, c.phone_later, c.phone) as phone,
        if(c.email_changed_on <= s.seen_at, c.email_later, c.email) as email,
    from sightings s
    join crowd c using (person_id)
    join noise n on n.department = s.source
),

varied as (
    select
        k.*,
        coalesce(nick.nickname, gv.variant, k.given_name) as given_said,
        coalesce(fv.variant, k.family_name) as family_said,
    from known k
    left join nickname_sizes ns
        on ns.name = k.given_name and chance(k.k, 'nickname', k.nickname * param('noise'))
    left join nicknames nick on nick.name = ns.name
        and nick.rank = whole(k.k, 'which nick', 1, ns.n)
    left join variant_sizes gs on gs.name = k.given_name
        and chance(k.k, 'variant', k.variant * param('noise'))
    left join variants gv on gv.name = gs.name and gv.rank = whole(k.k, 'which', 1, gs.n)
    left join variant_sizes fs
        on fs.name = k.family_name and chance(k.k, 'family variant', k.variant * param('noise'))
    left join variants fv on fv.name = fs.name and fv.rank = whole(k.k, 'which one', 1, fs.n)
)

select
    * exclude (given_said, family_said, given_name, family_name, middle_name),
    case
        when chance(k, 'initial', initial_only * param('noise')) then given_name[1]
        when chance(k, 'given typo', typo * param('noise')) then mistyped(given_said, k, 'given')
        when chance(k, 'given misheard', misheard * param('noise')) then misheard(given_said)
        when chance(k, 'given scanned', scanned * param('noise')) then scanned(given_said)
        else given_said
    end as given_name,
    case
        when no_middle >= 1 or chance(k, 'no middle', no_middle) then null
        when chance(k, 'middle initial', 0.15) then middle_name[1]
        else middle_name
    end as middle_name,
    case
        when chance(k, 'family typo', typo * param('noise')) then mistyped(family_said, k, 'family')
        when chance(k, 'family misheard', misheard * param('noise')) then misheard(family_said)
        when chance(k, 'family scanned', scanned * param('noise')) then scanned(family_said)
        else family_said
    end as family_name,
from varied
