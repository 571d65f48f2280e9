-- One row per record and column whose word no rule knows: held until somebody says what it means.
with

words as (
    {% for department, table, key, column in columns_of_words() -%}
    select
        '{{ department }}' as department,
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        cast({{ key }} as string) as source_record_id,
        cast({{ column }} as string) as word,
        {{ word_key(column) }} as word_key
    from {{ ref('stg_' ~ department ~ '__' ~ table) }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

unknown as (
    select
        words.*,
        'known_words.csv: v1,' || words.department || ',' || words.table_name || ','
        || words.column_name || ',' || words.word_key || ',' as line_to_add
    from words
    left join {{ policy('known_words') }} as rules
        on words.department = rules.department
        and words.table_name = rules.table_name
        and words.column_name = rules.column_name
        and words.word_key = rules.word
    where words.word is not null and rules.word is null
),

statuses as (
    select
        'shop' as department,
        'orders' as table_name,
        'status' as column_name,
        order_number as source_record_id,
        status as word,
        status_key as word_key,
        'purchase_statuses.csv: v1,retail,' || coalesce(status_key, '') || ',' as line_to_add
    from {{ ref('order_statuses') }}
    where not is_known
)

select
    department, table_name, column_name, source_record_id, word, word_key, line_to_add
from unknown
union all
select
    department, table_name, column_name, source_record_id, word, word_key, line_to_add
from statuses
