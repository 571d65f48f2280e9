-- One row per customer with a record of that number of a department's own, or of any department's.
select distinct customer_id from published.marts.record_numbers
where number_reversed = reverse(upper($own)) and $department in ('', department)
