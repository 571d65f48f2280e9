select
    given_name,
    coalesce(sum(contacts) filter (family_name is not null), 0) as people,
    max(records) filter (departments >= {written_by}) >= {written_from} as is_written
from (
    select
        given_name,
        family_name,
        count(*) as records,
        count(distinct split_part(record_id, ':', 1)) as departments,
        count(distinct coalesce(postcode, email, phone, '')) as contacts
    from (
        select * replace (unnest(string_split(given_name, ' ')) as given_name)
        from {names}
        where given_name is not null
    )
    group by given_name, family_name
)
group by given_name
order by given_name
