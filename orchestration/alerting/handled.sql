-- One row per alert that somebody has seen to.
create or replace table landing.handled_alerts as
select
    unnest($numbers::varchar[]) as alert_id,
    unnest($by::varchar[]) as handled_by,
    unnest($at::timestamp[]) as handled_at
