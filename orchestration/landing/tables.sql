-- What landing keeps of every delivery; each table has its grain in its key.
create schema if not exists landing;
create table if not exists landing.receipts (
    file_id varchar, department varchar, table_name varchar, file_name varchar,
    sha256 varchar, size bigint, status varchar, reason varchar,
    records_in bigint, loaded bigint, rejected bigint, suppressed bigint,
    delivered_on date, modified_at timestamp, landed_at timestamp, run_id varchar,
    sequence bigint, duplicate_of varchar, superseded_by varchar, shadows bigint
);
create table if not exists landing.rejects (
    file_id varchar, department varchar, table_name varchar, file_name varchar,
    line bigint, column_name varchar, kind varchar, reason varchar, raw_bytes blob
);
create table if not exists landing.reused_keys (
    file_id varchar, department varchar, table_name varchar, delivered_on date, key_values varchar[]
);
create table if not exists landing.drift (
    file_id varchar, department varchar, table_name varchar, file_name varchar,
    kind varchar, column_name varchar, detail varchar, action varchar
);
create table if not exists landing.value_changes (
    department varchar, table_name varchar, column_name varchar, record_key varchar,
    value varchar, delivered_on date, file_id varchar, place bigint
);
alter table landing.value_changes add column if not exists record bigint;
create table if not exists landing.removed_records (
    sha256 varchar, place bigint, kept_before bigint
);
create table if not exists landing.suppressions (record_hash varchar, erased_on date);
create table if not exists landing.erased_people (source_record_id varchar, person varchar);
create table if not exists landing.as_of (as_of date);
create table if not exists landing.attached (
    department varchar, table_name varchar, location varchar
);
create table if not exists landing.contracts (
    department varchar, table_name varchar, freshness_hours integer
);
