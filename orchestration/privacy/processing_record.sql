-- One row per table that a department delivers: the record of processing, from $found.
create or replace table marts.processing_record as
select
    one.department || '/' || one.named as origin_table,
    one.department,
    one.custodian,
    one.description,
    array_to_string(one.feeds, ', ') as feeds,
    array_to_string(one.personal, ', ') as personal_data,
    array_to_string(one.purposes, ' ') as purposes,
    array_to_string(one.lawful_bases, '; ') as lawful_bases,
    one.keep_days,
    if(one.keep_days is null, null, one.then) as after_that,
    one.on_erasure,
    one.why_erased as reason_on_erasure,
    array_to_string(one.recipients, ', ') as recipients
from (
    select
        unnest(
            cast(
                $found as struct(
                    department varchar,
                    named varchar,
                    custodian varchar,
                    description varchar,
                    feeds varchar[],
                    personal varchar[],
                    purposes varchar[],
                    lawful_bases varchar[],
                    keep_days bigint,
                    "then" varchar,
                    on_erasure varchar,
                    why_erased varchar,
                    recipients varchar[]
                )[]
            )
        ) as one
)
order by origin_table;
