-- One row per sighting of a person at an address, and what each address text says.
create or replace table identity_work.only_postcodes as
select house_number, street, min(postcode) as postcode
from identity_work.standardised
where house_number is not null and street is not null and postcode is not null
group by house_number, street
having count(distinct postcode) = 1;
-- One row per record with an address, and what the address says.
create or replace table identity_work.placed as
with told as (
    select
        s.*,
        n.customer_id,
        coalesce(s.postcode, o.postcode, s.city, '') as place,
        coalesce(s.house_number, '') as number,
        coalesce(s.street like 'po box%', false) as is_box,
        -- Too few words for a street and the name of a house.
        s.street is null
        or (s.house_number is null and s.street not like 'po box%'
            and length(string_split(s.street, ' ')) <= 3) as is_half
    from identity_work.standardised as s
    inner join identity_work.numbered as n on s.record_id = n.record_id
    left join identity_work.only_postcodes as o
        on s.house_number = o.house_number and s.street = o.street
    where (s.street is not null and coalesce(s.postcode, o.postcode) is not null)
        or (s.street is not null and s.house_number is not null)
        or (s.house_number is not null and s.postcode is not null)
)
select
    *,
    place || '|' || number || '|' || coalesce(street, '') as place_text
from told;
-- Where firms are: nobody lives there for being of their staff.
create or replace table identity_work.workplaces as
select
    place_text,
    coalesce(flat, '') as flat,
    list(distinct family_name) filter (family_name is not null) as firms,
    list(distinct split_part(email, '@', 2)) filter (email is not null) as domains
from identity_work.placed
where named = 'organisation'
group by place_text, coalesce(flat, '');
-- Numbers of firms that people of several names gave as theirs.
create or replace table identity_work.switchboards as
with numbers as (
    select named, customer_id, family_name, phone
    from identity_work.standardised
    inner join identity_work.numbered using (record_id)
    union all
    select named, customer_id, family_name, phone_alternative
    from identity_work.standardised
    inner join identity_work.numbered using (record_id)
)
select phone
from numbers
where phone is not null
group by phone
having bool_or(named in ('organisation', 'function'))
    and count(distinct family_name) filter (named = 'person') > 1;
create or replace table identity_work.sightings as
select
    p.customer_id,
    p.record_id,
    p.place as postcode,
    p.number as house_number,
    coalesce(p.street, '') as street,
    p.flat,
    p.family_name,
    p.is_box,
    p.is_half,
    p.place_text || if(p.is_half, '|' || coalesce(p.family_name, p.customer_id), '') as text,
    w.place_text is not null as is_workplace,
    cast(coalesce(p.last_seen_at, p.first_seen_at, timestamp '1970-01-01') as date) as last_on
from identity_work.placed as p
left join identity_work.workplaces as w
    on p.place_text = w.place_text and coalesce(p.flat, '') = w.flat
left join identity_work.switchboards as o on p.phone = o.phone
where p.named not in ('organisation', 'function')
    -- Whoever is reached there as the firm is works there; whose name it bears may live there.
    and not coalesce(
        (o.phone is not null or list_contains(w.domains, split_part(p.email, '@', 2)))
        and not list_contains(string_split(array_to_string(w.firms, ' '), ' '), p.family_name),
        false
    );
create or replace table identity_work.texts as
select
    text,
    any_value(postcode) as postcode,
    any_value(house_number) as house_number,
    any_value(street) as street,
    any_value(is_half) as is_half,
    list(distinct family_name) filter (family_name is not null) as names,
    count(distinct customer_id) as people,
    count(*) as sightings
from identity_work.sightings
group by text
