-- One row per word that a department writes for a purpose: what it stands for, if a rule says so.
with

purposes as (
    select purpose from {{ policy('purposes') }} as policy
),

meanings as (
    select word, max(meaning) as meaning
    from {{ policy('known_words') }} as policy
    where feed in ('campaigns', 'messages') and column_name = 'purpose'
    group by word
),

words as (
    select purpose as word from {{ ref('feed_messages') }}
    union
    select purpose from {{ ref('feed_campaigns') }}
)

select
    words.word,
    {{ word_key('words.word') }} as word_key,
    purposes.purpose
from words
left join meanings on {{ word_key('words.word') }} = meanings.word
left join purposes on coalesce(meanings.meaning, {{ word_key('words.word') }}) = purposes.purpose
where words.word is not null
