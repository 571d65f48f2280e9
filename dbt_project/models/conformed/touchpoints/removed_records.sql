-- One row per record that an erasure took out of a delivery.
select
    sha256 || ':' || cast(place as string) as removed_record_id,
    sha256, kept_before
from {{ source('landing', 'removed_records') }}
