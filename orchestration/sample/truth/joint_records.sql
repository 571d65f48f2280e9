-- One row per source record that names both partners: the two people it is about.
select 'delivery' as department, code('DL', order_key) as source_record_id, person_id,
    partner_id as also_person_id
from joint_parcels
