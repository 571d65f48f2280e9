-- One row per shared metric, segmentation and segment on a day or in the days up to it.
select
    metric, segmentation, segment, metric_on, value, numerator, denominator
from published.marts.metrics_daily
where metric = $metric and segmentation = $segmentation
    and metric_on >= $first_on and metric_on <= $last_on
order by metric_on desc, segment
limit $most
