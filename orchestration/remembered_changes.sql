-- One row per row of a table that came or went since it was journaled last, as JSON.
with
added as (from {now} except all from {kept}),
removed as (from {kept} except all from {now})
select 'removed' as event, cast(to_json(r) as varchar) as row_content from removed as r
union all
select 'added', cast(to_json(a) as varchar) from added as a
order by event desc, row_content
