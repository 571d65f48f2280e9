-- One row: what waits for a person.
select
    (select count(*) from published.marts.extract_receipts
    where status = 'quarantined') as quarantined_files,
    (select count(*) from published.marts.extract_receipts
    where status = 'partly_loaded') as partly_loaded_files,
    (select coalesce(sum(rejected), 0) from published.marts.extract_receipts
    where status <> 'duplicate') as rejected_records,
    (select count(*) from published.marts.delivery_freshness where is_late) as late_deliveries,
    (select count(*) from published.marts.quality_issues where status = 'open') as open_issues,
    (select count(*) from published.marts.quality_issues
    where starts_with(rule, 'unknown_')) as records_with_unknown_words,
    (select count(*) from published.marts.gate_results
    where not passed and severity = 'critical') as failed_checks,
    (select count(*) from published.marts.gate_results
    where not passed and severity = 'warning') as warnings
