create or replace temp table privacy_verdicts as
with said as (
    select
        row, person, max(erased_on) as erased_on,
        bool_or(kind = 'id' and is_own) as by_own,
        bool_or(kind = 'id') as by_id,
        bool_or({contact}) as by_contact,
        bool_or({contact} and not is_shared) as by_own_contact,
        bool_or(kind = 'name') as by_name,
        bool_or(kind = 'word') as by_word,
        bool_or(kind in ('birth', 'place') and not is_shared) as by_more
    from privacy_hits group by row, person
),
dated as (
    select said.*, ({has_name}) as has_name, coalesce({day} > erased_on, false) as is_later
    from said join privacy_read as r on r._row = said.row
)
select
    row, person, is_later and {comes_back} as is_back, is_later,
    by_own or (by_id and (by_name or not has_name)) as is_theirs,
    not is_later and (
        (by_own_contact and (by_name or by_word or not has_name))
        or (by_contact and by_name) or (by_name and by_more)
    ) as is_again
from dated
