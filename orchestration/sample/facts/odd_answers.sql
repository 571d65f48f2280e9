-- One row per answer of the last delivery that lacks its date, or says something no rule knows.
with undated as (
    select prospect_key, person_id, 6 as kind, 'marketing' as purpose, 'all' as channel,
        'N' as answer, null::timestamp as recorded_at, 'letter' as source, null as odd_column
    from prospects
    where chance(prospect_key, 'a no without a date', param('undated_answers'))
),

unknown as (
    select *, one_of(prospect_key, 'odd column', ['purpose', 'channel', 'answer']) as odd_column
    from prospects
    where chance(prospect_key, 'a word nobody knows', param('odd_words'))
),

-- A yes that permits nothing, or what may be a no.
odd as (
    select prospect_key, person_id, 7,
        if(odd_column = 'purpose', 'profiling', 'marketing'),
        if(odd_column = 'channel', 'carrier pigeon', 'email'),
        if(odd_column = 'answer', 'perhaps', 'Y'),
        until_at() - interval 1 hour, 'form', odd_column
    from unknown
)

select *, code('PF', prospect_key * 8 + kind) as preference_id
from (select * from undated union all select * from odd)
