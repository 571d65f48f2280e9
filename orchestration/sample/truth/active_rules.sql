-- One row per department and person in its books: active by that department's own rule?
select 'crm' as department, person_id,
    bool_or(modified_at::date >= (until_on() - to_months(18))::date) as is_active
from crm_contacts group by person_id
union all
select 'shop', person_id, bool_or(last_login_at::date >= until_on() - 90) from account_logins
    group by person_id
union all
select 'web', w.person_id, bool_or(w.occurred_at::date >= until_on() - 30)
from (select account_key // 4 as person_id, occurred_at from web_events
    where account_key is not null) w
group by w.person_id
union all
select 'service', person_id, bool_or(opened_at::date >= (until_on() - to_months(12))::date)
from cases group by person_id
union all
select 'delivery', coalesce(o.recipient_id, c.person_id),
    bool_or(c.dispatched_on >= (until_on() - to_months(12))::date)
from consignments c join orders o using (order_key) group by 2
union all
select 'survey', i.person_id, bool_or(coalesce(o.responded
    and o.responded_at::date >= (until_on() - to_months(12))::date, false))
from invitations i left join opinions o using (invitation_key) group by i.person_id
union all
select 'marketing', p.person_id, bool_or(coalesce(e.kind = 'open'
    and e.occurred_at::date >= until_on() - 180, false))
from prospects p left join engagement e using (prospect_key) group by p.person_id
union all
select 'insurance', person_id,
    bool_or(until_on() between starts_on and coalesce(cancelled_on, ends_on))
from policies group by person_id
union all
select 'risk', s.person_id,
    bool_or(coalesce(p.issued_at::date >= (until_on() - to_months(12))::date, false))
from subjects s left join policies p using (person_id) group by s.person_id
union all
select 'social', person_id, bool_or(posted_at::date >= (until_on() - to_months(12))::date)
from mentions group by person_id
union all
select 'partner', p.person_id, bool_or((p.supplied_on + to_months(12))::date >= until_on())
from partner_people p
where exists (from partner.attributes a where a.partner_record_id = p.partner_record_id)
group by p.person_id
