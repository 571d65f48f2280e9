-- One row per source record of an organisation: which one it is about.
select
    'crm' as department, code('CT', firm_key(owner_id) + k) as source_record_id,
    owner_id as organisation_id, firm_name as organisation_name,
from firms, unnest([0, 1]) t(k)
