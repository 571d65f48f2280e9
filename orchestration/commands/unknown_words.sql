select department, substr(rule, 9) as "column", before as word, count(*) as records,
    split_part(after, ': ', 1) as policy,
    regexp_replace(any_value(after), '^[^:]*: ', '') || '…' as "line to add"
from marts.quality_issues where starts_with(rule, 'unknown_')
group by all order by records desc, department, "column", word
