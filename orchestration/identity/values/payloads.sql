create or replace table identity_work.payloads as
with distinct_payloads as (
    select distinct n.node, {columns}
    from identity_work.keyed as k
    inner join identity_work.payload_numbers as n on k.content = n.content
),
forms as (
    -- A couple has two given names.
    select
        g.given_name,
        list_sort(list_distinct(flatten(list(f.forms)))) as forms,
        bool_and(f.is_known) and not contains(g.given_name, ' ') as is_known
    from (
        select given_name, unnest(string_split(given_name, ' ')) as part
        from (select distinct given_name from distinct_payloads)
    ) as g
    inner join given_forms as f on g.part = f.given_name
    group by g.given_name
),
parties as (
    select p.node, list_sort(list(distinct r.reference)) as refs
    from identity_work.payload_records as p
    inner join identity_work.refs as r on p.record_id = r.record_id
    group by p.node
),
singles as (
    select p.node, list_sort(list(distinct p.department)) as single_sources
    from identity_work.payload_records as p
    semi join ({single}) as s on p.department = s.department
    group by p.node
)
select
    p.*,
    t.refs,
    o.single_sources,
    f.forms as given_forms,
    coalesce(f.is_known, false) as given_known,
    g.sound as given_sound,
    m.sound as middle_sound,
    n.sound as family_sound,
    g.bones as given_bones,
    n.bones as family_bones,
    list_distinct(list_filter([g.sound, n.sound], lambda x: length(x) > 2)) as name_sounds,
    list_distinct(list_filter([g.bones, n.bones], lambda x: length(x) > 2)) as name_bones,
    list_distinct(list_transform(
        list_filter([p.given_name, p.family_name], lambda x: length(x) > 2),
        lambda x: array_to_string(list_sort(string_split(x, '')), '')
    )) as name_letters,
    list_distinct(
        list_transform(f.forms, lambda form: left(form, 1)) || [left(g.sound, 1)]
    ) as given_initials,
    list_min(f.forms) as given_key,
    -- The first half of a postcode that has two, the leading digits of another.
    left(p.postcode, length(p.postcode) - if(regexp_matches(p.postcode, '[A-Z]$'), 3, 2))
        as area,
    split_part(p.email, '@', 1) as email_local,
    regexp_replace(split_part(p.email, '@', 1), '[^a-z]', '', 'g') as email_letters,
    regexp_replace(p.email, '[^0-9]', '', 'g') as email_digits
from distinct_payloads as p
left join forms as f on p.given_name = f.given_name
left join name_sounds as g on p.given_name = g.name
left join name_sounds as m on p.middle_name = m.name
left join name_sounds as n on p.family_name = n.name
left join parties as t on p.node = t.node
left join singles as o on p.node = o.node
order by p.node
