-- One row per department, measure and customer of whom the department says something, as of as_of.
with

said as (
    select
        crosswalk.customer_id,
        statements.department,
        statements.said,
        statements.number,
        {{ word_key('statements.statement') }} as statement,
        {{ word_key('statements.said') }} as word
    from {{ ref('feed_statements') }} as statements
    inner join {{ ref('crosswalk') }} as crosswalk
        on statements.record_id = crosswalk.record_id
    where coalesce({{ until_as_of('statements.said_on') }}, true)
),

words as (
    select * from {{ policy('stated_words') }} as policy
),

-- What a department calls a thing leads to its measure, whatever the word.
measures as (
    select distinct department, statement, measure, over_records from words
),

meant as (
    select
        said.department,
        measures.measure,
        measures.over_records,
        said.customer_id,
        coalesce(said.said, cast(said.number as string)) as said,
        case
            when said.word is null then coalesce(numbers.means, said.number)
            else words.means
        end as value
    from said
    inner join measures
        on said.department = measures.department and said.statement = measures.statement
    left join words
        on measures.department = words.department
        and measures.statement = words.statement
        and measures.measure = words.measure
        and said.word = words.said
    left join words as numbers
        on measures.department = numbers.department
        and measures.statement = numbers.statement
        and measures.measure = numbers.measure
        and coalesce(numbers.said, '') = ''
)

-- A word that no rule knows says nothing, and is counted.
select
    department,
    measure,
    customer_id,
    case
        when over_records = 'sum' then cast(sum(cast(value as decimal(18, 4))) as double)
        when over_records = 'min' then min(value)
        else max(value)
    end as value,
    {{ list_agg_distinct('said') }} as said,
    count(*) - count(value) as not_understood
from meant
group by department, measure, over_records, customer_id
