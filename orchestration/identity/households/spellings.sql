create or replace table identity_work.spellings as
select
    t.*,
    count(*) over (partition by t.postcode) <= {telling} as is_telling,
    regexp_replace(t.street, '[^0-9]', '', 'g') as ordinal
from identity_work.texts as t;
create or replace table identity_work.slips as
with spelt as (
    select a.text, b.text as building
    from identity_work.spellings as a
    inner join identity_work.spellings as b
        on a.postcode = b.postcode and a.house_number = b.house_number
    where a.text = b.text
        or case
            when a.street = '' or b.street = '' then list_has_any(a.names, b.names)
            when a.ordinal <> b.ordinal then false
            when a.is_telling then jaro_winkler_similarity(a.street, b.street) >= 0.85
            when a.house_number = '' then false
            when list_has_any(a.names, b.names) then {alike}
            else damerau_levenshtein(a.street, b.street) <= 2
                and jaro_winkler_similarity(a.street, b.street) >= 0.9
        end
),
misread_postcode as (
    select a.text, b.text
    from identity_work.spellings as a
    inner join identity_work.spellings as b
        on a.house_number = b.house_number and a.street = b.street
    where a.house_number <> '' and a.street <> '' and a.people <= 2
        and a.people <= b.people and a.text <> b.text
        and (damerau_levenshtein(a.postcode, b.postcode) <= 1
            or (damerau_levenshtein(a.postcode, b.postcode) <= 3
                and list_has_any(a.names, b.names)))
),
misread_number as (
    select a.text, b.text
    from identity_work.spellings as a
    inner join identity_work.spellings as b
        on a.postcode = b.postcode and a.street = b.street
    where a.sightings = 1 and a.house_number <> '' and b.house_number <> ''
        and a.street <> '' and a.text <> b.text
        and damerau_levenshtein(a.house_number, b.house_number) = 1
        and list_has_any(a.names, b.names)
),
without_number as (
    select a.text, b.text
    from identity_work.spellings as a
    inner join identity_work.spellings as b
        on a.postcode = b.postcode and a.street = b.street
    where a.is_half and a.house_number = '' and b.house_number <> ''
        and list_has_any(a.names, b.names)
),
own as (
    select distinct a.text, b.text
    from identity_work.sightings as a
    inner join identity_work.sightings as b
        on a.customer_id = b.customer_id and a.text <> b.text
    inner join identity_work.spellings as t on a.text = t.text
    where (
        damerau_levenshtein(a.postcode, b.postcode)
        + damerau_levenshtein(a.house_number, b.house_number) <= 2
        and jaro_winkler_similarity(a.street, b.street) >= 0.88
    ) or (a.postcode = b.postcode and a.house_number = b.house_number
        and a.house_number <> '' and {alike})
    or (a.postcode = b.postcode and a.house_number = '' and b.house_number <> ''
        and (t.is_telling or {alike}))
)
select * from spelt
union select * from misread_postcode
union select * from misread_number
union select * from without_number
union select * from own
