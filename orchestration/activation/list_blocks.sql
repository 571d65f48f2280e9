create or replace table list_blocks as
select distinct
    customer_id,
    {reason_in_words}
        || case reason when 'opted_out' then ' of {consent} by {channel}'
            else '' end as label,
    case
        when reason = 'opted_out'
            then {since_in_words}
        when reasons = 1 and until_on is not null then ', until ' || until_on
        else ''
    end as detail
from ({blocks}) {since}
