-- One row per person: the evidence of their own records, and what they are like.
create or replace table identity_work.owned as
select n.customer_id, s.*
from identity_work.numbered as n
inner join identity_work.evidence as s on n.record_id = s.record_id;
create or replace table identity_work.profiles as
with spans as (
    select
        customer_id, min(first_seen_at) as first_seen_at, max(birth_on) as birth_on
    from identity_work.owned
    group by customer_id
),
names as (
    select customer_id, given_name, family_name
    from identity_work.owned
    group by customer_id, given_name, family_name
    qualify row_number() over (
        partition by customer_id order by
            family_name is null, given_name is null, count(*) desc, family_name, given_name
    ) = 1
),
shown as (
    select distinct customer_id, 'phone' as kind, phone as value from identity_work.owned
    union
    select customer_id, 'phone', phone_alternative from identity_work.owned
    union
    select customer_id, 'email', email from identity_work.owned
    union
    select customer_id, 'postcode', postcode from identity_work.owned
),
lists as (
    select
        customer_id,
        list(value order by value) filter (kind = 'phone') as phones,
        list(value order by value) filter (kind = 'email') as emails,
        list(value order by value) filter (kind = 'postcode') as postcodes
    from shown
    where value is not null
        and value not in (select phone from identity_work.switchboards)
    group by customer_id
)
select s.*, n.given_name, n.family_name, l.phones, l.emails, l.postcodes
from spans as s
inner join names as n on s.customer_id = n.customer_id
left join lists as l on s.customer_id = l.customer_id
