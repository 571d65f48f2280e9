-- One row per delivered file and attempt to land it.
select file_id, file_name, sha256, delivered_on
from {{ source('landing', 'receipts') }}
