select '{field}' as field, value, 'shared by too many people' as reason, people
from (
    select
        value,
        count(*) as people,
        greatest(
            max(given_people) filter (given <> ''), max(family_people) filter (family <> '')
        ) as alike
    from (
        select
            *,
            count(*) over (partition by value, given) as given_people,
            count(*) over (partition by value, family) as family_people
        from ({rows})
        qualify count(*) over (partition by value) > {limit}
    )
    group by value
)
where people > {lenient_limit} or coalesce(alike, 0) * 2 < people
