-- One row per distinct name, whole or in part, that has a letter which is not Latin, or something
-- that nobody sees.
with names as (
    select full_name as raw, true as is_whole from identity_work.input
    union
    select unnest([given_name, middle_name, family_name]), false from identity_work.input
)
select
    raw,
    typed_text(raw) as written,
    is_whole
from names
where regexp_matches(raw, '[^\P{L}\p{Latin}]') or typed_text(raw) <> raw
order by all
