-- One row per department and word that no rule knows.
select
    department,
    substr(rule, 9) as column_name,
    case when $may_see_words then before end as word,
    count(*) as records,
    split_part(any_value(after), ': ', 1) as policy
from published.marts.quality_issues
where starts_with(rule, 'unknown_')
group by all
order by records desc, department, column_name, word
limit $most
