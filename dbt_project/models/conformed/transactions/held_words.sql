-- One row per record and column whose word no rule knows: held until somebody says what it means.
with

words as (
    {% for feed, key, name, column, words_of in columns_of_words() -%}
    select
        department,
        '{{ feed }}' as feed,
        '{{ words_of or feed }}' as rule_feed,
        {{ name }} as column_name,
        cast({{ key }} as string) as source_record_id,
        cast({{ column }} as string) as word,
        {{ word_key(column) }} as word_key
    from {{ ref('feed_' ~ feed) }}
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

-- What a feed has translated has our word in place of its own.
rules as (
    select feed, column_name, word from {{ policy('known_words') }} as policy
    {% for feed, columns in translations().items() -%}
    {% for column in columns if columns[column] == feed -%}
    union
    select feed, column_name, {{ word_key('meaning') }} from {{ policy('known_words') }} as policy
    where feed = '{{ feed }}' and column_name = '{{ column }}'
    {% endfor -%}
    {% endfor %}
),

unknown as (
    select
        words.*,
        'known_words.csv: v1,' || words.rule_feed || ',' || words.column_name || ','
        || words.word_key || ',' as line_to_add
    from words
    left join rules
        on words.rule_feed = rules.feed
        and words.column_name = rules.column_name
        and words.word_key = rules.word
    where words.word is not null and rules.word is null
),

statuses as (
    select
        department,
        'purchases' as feed,
        'status' as column_name,
        order_number as source_record_id,
        status as word,
        status_key as word_key,
        'purchase_statuses.csv: v1,any,' || coalesce(status_key, '') || ','
            as line_to_add
    from {{ ref('order_statuses') }}
    where not is_known
),

contract_statuses as (
    select
        department,
        'contracts' as feed,
        'status' as column_name,
        contract_number as source_record_id,
        status as word,
        status_key as word_key,
        'contract_statuses.csv: v1,any,' || coalesce(status_key, '') || ','
            as line_to_add
    from {{ ref('contract_standings') }}
    where not is_known
),

-- A line leads to a purpose of the rule `purposes`; a new purpose is a line of that rule.
purposes as (
    {% for feed, key in [('messages', 'message_id'), ('campaigns', 'campaign_id')] -%}
    select
        sent.department,
        '{{ feed }}' as feed,
        'purpose' as column_name,
        cast(sent.{{ key }} as string) as source_record_id,
        known.word,
        known.word_key,
        'known_words.csv: v1,{{ feed }},purpose,' || known.word_key || ',' as line_to_add
    from {{ ref('feed_' ~ feed) }} as sent
    inner join {{ ref('message_purposes') }} as known on sent.purpose = known.word
    where known.purpose is null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

unconverted as (
    select order_number from {{ ref('feed_purchases') }}
    where currency is not null
),

-- Amounts whose currency no rate converts.
currencies as (
    {% for feed, key, part_of in feeds_of_money() -%}
    select
        department,
        '{{ feed }}' as feed,
        'currency' as column_name,
        cast({{ key }} as string) as source_record_id,
        cast({{ part_of }} as string) as part_of,
        currency as word,
        currency as word_key,
        'exchange_rates.csv: v1,' || currency || ',' as line_to_add
    from {{ ref('feed_' ~ feed) }}
    where currency is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

-- Of an order, its lines and refunds, the order alone.
listed as (
    select currencies.*
    from currencies
    left join unconverted on currencies.part_of = unconverted.order_number
    where unconverted.order_number is null
),

unruled as (
    select * from {{ ref('held_events_and_lines') }}
)

{% for held in ['unknown', 'statuses', 'contract_statuses', 'purposes', 'listed', 'unruled'] -%}
select department, feed, column_name, source_record_id, word, word_key, line_to_add from {{ held }}
{% if not loop.last %}union all
{% endif -%}
{% endfor %}
