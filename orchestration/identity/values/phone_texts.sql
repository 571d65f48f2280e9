create or replace table identity_work.phone_texts as
select
    raw,
    {is_local} as is_local,
    {number} as phone
from (
    select distinct phone as raw from identity_work.input where phone is not null
    union
    select distinct phone_alternative from identity_work.input
    where phone_alternative is not null
);
create or replace table identity_work.email_texts as
select distinct email as raw, email_text(email) as email
from identity_work.input where email is not null
