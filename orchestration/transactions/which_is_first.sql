-- How many dates are written in three parts such as 12/13/2010, and which of the first two parts
-- can be no month; `parts` is a pattern of the two and of the mark between them.
with matched as (
    select said, coalesce(regexp_matches(said, $parts), false) as is_one from texts
),

taken_apart as (
    select
        said,
        is_one,
        case when is_one then cast(regexp_extract(said, $parts, 1) as integer) end as one,
        case when is_one then cast(regexp_extract(said, $parts, 3) as integer) end as two,
        case when is_one then regexp_extract(said, $parts, 2) end as mark
    from matched
)

select
    count(said),
    count(*) filter (where is_one),
    count(*) filter (where is_one and one > 12),
    count(*) filter (where is_one and two > 12),
    count(*) filter (where is_one and one <> two),
    bool_and(not is_one or mark = '.')
from taken_apart
