-- One row per table that a department delivers: the record of processing.
select origin_table, custodian, description, personal_data, purposes, lawful_bases, keep_days,
    after_that, on_erasure, reason_on_erasure, recipients
from published.marts.processing_record
order by origin_table
