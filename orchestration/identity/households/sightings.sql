-- One row per sighting of a person at an address, and what each address text says.
create or replace table identity_work.only_postcodes as
select house_number, street, min(postcode) as postcode
from identity_work.standardised
where house_number is not null and street is not null and postcode is not null
group by house_number, street
having count(distinct postcode) = 1;
create or replace table identity_work.sightings as
with placed as (
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
    customer_id,
    record_id,
    place as postcode,
    number as house_number,
    coalesce(street, '') as street,
    flat,
    family_name,
    is_box,
    is_half,
    place || '|' || number || '|' || coalesce(street, '')
    || if(is_half, '|' || coalesce(family_name, customer_id), '') as text,
    cast(coalesce(last_seen_at, first_seen_at, timestamp '1970-01-01') as date) as last_on
from placed;
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
