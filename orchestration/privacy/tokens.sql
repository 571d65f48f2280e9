-- One row per record whose field {column} is an erased person's id or contact, and what stands for it.
with said as (
    select distinct {column} as value
    from privacy_read
    where length({column}) between 6 and 60
        and regexp_matches({column}, '[0-9_]')
        and not contains({column}, ' ') and not contains({column}, '@')
),

-- Short numbers are quantities, sizes and years.
forms as (
    select value, 'any' as kind, compared_id(value) as form
    from said
    where length(value) >= 8 or not regexp_full_match(value, '[0-9]+')
    union all
    select value, 'identifier', compared_identifier(value)
    from said
    where length(value) >= 8 or not regexp_full_match(value, '[0-9]+')
    union all
    select value, 'phone', compared_phone(value)
    from said
    where regexp_full_match(value, '[+]?[0-9][0-9()./-]{8,18}[0-9]')
),

found as (
    select forms.value, max(tombstones.stands_as) as stands_as
    from forms
    inner join tombstones
        on forms.kind = tombstones.kind
        and keyed(forms.kind || '|' || forms.form) = tombstones.hash
    where not tombstones.is_shared
    group by forms.value
)

select privacy_read._row, found.stands_as
from privacy_read
inner join found on privacy_read.{column} = found.value
order by privacy_read._row
