-- One row per source record: the person it is about.
select 'crm' as department, contact_id as source_record_id, person_id from crm_contacts
union all
select 'service', customer_ref, person_id from callers
union all
select 'shop', account_id, person_id from accounts
union all
select 'shop', order_number, person_id from orders where is_guest
union all
select 'delivery', code('DL', order_key), coalesce(o.recipient_id, c.person_id)
from consignments c join (select order_key, recipient_id from orders) o using (order_key)
where c.order_key not in (select order_key from joint_parcels)
union all
select 'survey', invitation_id, person_id from invitations
union all
select 'marketing', prospect_id, person_id from prospects
union all
select 'insurance', policy_number, person_id from policies
union all
select 'insurance', driver_id, person_id from drivers_named
union all
select 'risk', subject_ref, person_id from subjects
union all
select distinct 'social', handle, person_id from mentions
union all
select distinct 'partner', p.partner_record_id, p.person_id
from partner_people p join partner.attributes a using (partner_record_id)
