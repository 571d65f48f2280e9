create or replace table identity_work.input as
select
    *,
    case
        {also}
        when regexp_matches(trim(country), '^[A-Za-z]{2}$') then upper(trim(country))
        when nullif(trim(country), '') is null then $region
    end as post_country
from (select cast(record_id as varchar) as record_id, {columns} from {records})
