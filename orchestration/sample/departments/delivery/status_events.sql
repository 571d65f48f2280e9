-- One row per scan of a parcel.
select
    code('DL', order_key) as consignment_id, scan_number, status, reason, occurred_at,
    one_of(order_key, 'depot', ['Crawley', 'Daventry', 'Leeds', 'Bristol', 'Glasgow']) as depot,
    occurred_at::date as _on,
from scans
