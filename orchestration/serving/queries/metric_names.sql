-- One row per shared metric and segmentation.
select distinct metric, segmentation
from published.marts.metrics_daily
order by metric, segmentation
