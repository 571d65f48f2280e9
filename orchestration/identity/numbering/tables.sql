-- What identity remembers from build to build.
create schema if not exists identity;
create table if not exists identity.crosswalk (
    record_id varchar, department varchar, source_record_id varchar, customer_id varchar,
    matched_by varchar, match_weight double, valid_from date, valid_to date
);
create table if not exists identity.events (
    event_id varchar, event varchar, customer_id varchar, replaced_by varchar,
    occurred_on date
);
alter table identity.crosswalk add column if not exists owned_from date;
alter table identity.crosswalk add column if not exists face varchar;
alter table identity.events add column if not exists decision_id varchar;
alter table identity.events add column if not exists other_customer_id varchar;
alter table identity.crosswalk add column if not exists also_customer_id varchar;
create table if not exists identity.numbers_apart (record_id varchar, customer_id varchar);
create table if not exists identity.redirects (
    customer_id varchar, replaced_by varchar, event varchar, occurred_on date
)
