-- One row per delivered file, those that need a look first, then the newest.
select
    department, "table" as table_name, file_name, status, reason, drift, records_in, loaded,
    rejected, suppressed, delivered_on
from published.marts.extract_receipts
where superseded_by is null
order by
    status in ('loaded', 'duplicate'), drift is null, delivered_on desc nulls last, department,
    table_name, file_name
limit $most
