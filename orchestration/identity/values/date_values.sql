create or replace table identity_work.date_values as
with read as (
    select
        p.department,
        p.raw,
        p.a,
        case p.shape
            when 'ymd' then lpad(p.a, 4, '0') || two(p.b) || two(p.c)
            when 'dated' then century(p.c) || if(
                p.is_named or o.is_day_first,
                two(p.b) || two(p.a),
                two(p.a) || two(p.b)
            )
            when 'solid' then in_order(p.a, solid_order(p.a, o.solid))
            when 'joined' then in_order(p.digits, solid_order(p.digits, o.joined))
            when 'year' then p.a || '0000'
            when 'month' then if(
                length(p.a) = 4,
                p.a || lpad(p.b, 2, '0') || '00',
                p.b || lpad(p.a, 2, '0') || '00'
            )
            else nullif(regexp_replace(p.raw, '[^0-9]', '', 'g'), '')
        end as text
    from identity_work.date_parts as p
    inner join identity_work.date_orders as o on p.department = o.department
),
mended as (
    -- A thirteenth month is the day: the two were swapped.
    select
        * exclude (text),
        if(
            length(text) = 8 and text[5:6] > '12' and text[7:8] between '01' and '12',
            text[1:4] || text[7:8] || text[5:6], text
        ) as text
    from read
),
dated as (
    select *, if(
        length(text) = 8, cast(try_strptime(text, '%Y%m%d') as date), null
    ) as birth_on
    from mended
)
select
    department,
    raw,
    case when coalesce(birth_on not in ({placeholders}), true) then text end as birth_text,
    case when birth_on not in ({placeholders}) then birth_on end as birth_on
from dated
