create or replace table identity_work.phone_values as
select raw, phone, null as phone_more from identity_work.phone_texts where is_local
union all
select raw, phone, phone_more from odd_phones;
create or replace table identity_work.email_values as
select raw, email from identity_work.email_texts
where regexp_matches(email, '{plain_email}')
union all
select t.raw, o.email
from identity_work.email_texts as t
inner join odd_emails as o on t.email = o.raw
