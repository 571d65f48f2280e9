select 1
from {target} as part
inner join landing.receipts as receipts on part._file_id = receipts.file_id
inner join landing.reused_keys as reused
    on reused.department = ? and reused.table_name = ?
    and reused.key_values = {extract}
    and coalesce(reused.delivered_on <= receipts.delivered_on, true)
limit 1
