create or replace table identity_work.keyed as
select
    e.*,
    md5(
        {text}
        || case
            when {strong} is null or family_name is null
                then '|' || e.record_id
            else ''
        end
    ) as content
from (
    select * replace (
        mailbox as email,
        if(is_shared_address, null, house_number) as house_number,
        if(is_shared_address, null, street) as street,
        if(is_shared_address, null, flat) as flat,
        if(entity = 'handle', null, given_name) as given_name,
        if(entity = 'handle', null, middle_name) as middle_name,
        if(entity = 'handle', null, family_name) as family_name
    )
    from identity_work.evidence
) as e;
create or replace table identity_work.payload_numbers as
select content, cast('0x' || left(content, 15) as bigint) as node
from (select distinct content from identity_work.keyed);
create or replace table identity_work.payload_records as
select n.node, k.record_id, k.department, k.entity
from identity_work.keyed as k
inner join identity_work.payload_numbers as n on k.content = n.content;
