-- One row per claim to a key, of records just read and of those in the raw table: who holds it.
-- {{key}}: the key's columns; {{key_of_claims}}: the same, of claims; {{target}}: the raw table.
-- shadow_of is the file that keeps this record out, or, of a record that wins, its own if it beat
-- another: as if the files had been landed one by one, the lowest rank first.
create or replace temp table landing_claims as
with

ranks as (
    select
        unnest($file_ids) as file_id,
        unnest(range(len($file_ids))) as place
),

claims as (
    select
        {key},
        landing_set.file_id,
        true as is_new,
        landing_set._row
    from temp.landing_typed as typed
    inner join temp.landing_set as landing_set on typed._row = landing_set._row

    union all

    select
        {key},
        _file_id as file_id,
        false as is_new,
        null as _row
    from {target}
    semi join temp.landing_typed using ({key})
),

ranked as (
    select
        claims.*,
        ranks.place,
        max(ranks.place) filter (where not claims.is_new) over of_key as held_at,
        max(claims.file_id) filter (where not claims.is_new) over of_key as holder,
        min(ranks.place) over of_key as lowest,
        max(ranks.place) over of_key as highest
    from claims
    inner join ranks on claims.file_id = ranks.file_id
    window of_key as (partition by {key_of_claims})
)

select
    {key},
    file_id,
    is_new,
    _row,
    place = highest as is_winner,
    case
        when is_new and place < held_at then holder
        when is_new and place > lowest then file_id
    end as shadow_of
from ranked
