-- One row per segment, those that answer least first.
select
    segment, customers, invited, responses, response_rate, customers_never_heard, margin_12m,
    is_silent
from published.marts.silent_segments
order by response_rate nulls last, segment
limit 60
