-- One row per record: every value in the form in which it is compared.
create or replace table identity_work.standardised as
select
    i.record_id,
    i.department,
    i.entity,
    if(v.named is null, n.given_name, v.given_name) as given_name,
    if(v.named is null, n.middle_name, null) as middle_name,
    if(v.named is null, n.family_name, v.family_name) as family_name,
    if(v.named is null, n.suffix, null) as suffix,
    case
        when v.named is not null then v.named
        when coalesce(n.given_name, n.family_name) is null
            and list_contains($posts, split_part(e.email, '@', 1)) then 'function'
        else 'person'
    end as named,
    if(coalesce(n.given_name, n.family_name, v.family_name) is null, null, i.script) as script,
    d.birth_text,
    d.birth_on,
    e.email,
    mailbox_text(e.email) as mailbox,
    p.phone,
    coalesce(q.phone, p.phone_more, q.phone_more) as phone_alternative,
    a.house_number,
    a.street,
    a.flat,
    a.address_line,
    name_text(i.city) as city,
    postcode_text(i.postcode, i.post_country) as postcode,
    upper(regexp_replace(i.national_id, '[^A-Za-z0-9]', '', 'g')) as national_id,
    upper(regexp_replace(i.loyalty_number, '[^A-Za-z0-9]', '', 'g')) as loyalty_number,
    i.order_number,
    i.contract_number,
    i.handle,
    coalesce(i.is_gift_recipient, false) as is_gift_recipient,
    cast(i.first_seen_at as timestamp) as first_seen_at,
    cast(i.last_seen_at as timestamp) as last_seen_at
from identity_work.input as i
left join identity_work.name_values as n
    on coalesce(i.given_name, '') = n.raw_given
    and coalesce(i.middle_name, '') = n.raw_middle
    and coalesce(i.family_name, '') = n.raw_family
    and coalesce(i.full_name, '') = n.raw_full
left join identity_work.named_values as v
    on coalesce(i.given_name, '') = v.raw_given
    and coalesce(i.middle_name, '') = v.raw_middle
    and coalesce(i.family_name, '') = v.raw_family
    and coalesce(i.full_name, '') = v.raw_full
left join identity_work.date_values as d
    on coalesce(i.department, '') = d.department and i.birth_raw = d.raw
left join identity_work.email_values as e on i.email = e.raw
left join identity_work.phone_values as p on i.phone = p.raw
left join identity_work.phone_values as q on i.phone_alternative = q.raw
left join identity_work.address_values as a
    on coalesce(i.address_line_1, '') = coalesce(a.address_line_1, '')
    and coalesce(i.address_line_2, '') = coalesce(a.address_line_2, '')
    and coalesce(i.unit, '') = coalesce(a.unit, '')
