-- Answers to a list, row by row: one blocked customer blocks the row that stands for them.
create or replace table list_answers as
with verdicts as (
    select
        p.row, count(distinct p.customer_id) as customers,
        count(distinct b.customer_id) as blocked,
        string_agg(distinct b.label || b.detail, '; ' order by b.label || b.detail)
            as reasons,
        list(distinct b.label) filter (where b.label is not null) as labels,
        string_agg(distinct p.customer_id, ' ' order by p.customer_id) as numbers
    from list_people as p
    left join list_blocks as b using (customer_id)
    group by p.row
),
said as (select distinct row from list_points)
select
    r.row,
    case
        when v.row is null then 'unknown'
        when v.blocked > 0 then 'blocked'
        else 'allowed'
    end as answer,
    case
        when said.row is null then 'nothing in this row says who it is'
        when v.row is null then 'nobody we know'
        when v.blocked > 0 and v.customers > 1
            then v.blocked || ' of the ' || v.customers || ' customers it stands for: '
                || v.reasons
        when v.blocked > 0 then v.reasons
        else ''
    end as reasons,
    case
        when said.row is null then ['nothing in this row says who it is']
        when v.row is null then ['nobody we know']
        else coalesce(v.labels, [])
    end as labels,
    coalesce(v.numbers, '') as customers
from list_rows as r
left join said on r.row = said.row
left join verdicts as v on r.row = v.row
where r.row > $top
