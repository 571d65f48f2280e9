{# Everything the engines of the warehouse write differently, one dispatched macro each. `default__`
   is the embedded DuckDB; another engine has its `<engine>__` in a file of its own, as Apache Spark
   has in `portable_spark.sql`, and no model changes.
   Arguments are SQL expressions as text unless a line says otherwise. Alphabetical. #}

{# The date n days later. #}
{% macro add_days(day, n) %}
    {{ return(adapter.dispatch('add_days', 'customer360')(day, n)) }}
{% endmacro %}
{% macro default__add_days(day, n) -%}
    (cast({{ day }} as date) + cast({{ n }} as integer))
{%- endmacro %}

{# The date n months later; the last day of a shorter month where the day does not exist. #}
{% macro add_months(day, n) %}
    {{ return(adapter.dispatch('add_months', 'customer360')(day, n)) }}
{% endmacro %}
{% macro default__add_months(day, n) -%}
    cast(cast({{ day }} as date) + to_months(cast({{ n }} as integer)) as date)
{%- endmacro %}

{# The timestamp n whole seconds later. #}
{% macro add_seconds(moment, n) %}
    {{ return(adapter.dispatch('add_seconds', 'customer360')(moment, n)) }}
{% endmacro %}
{% macro default__add_seconds(moment, n) -%}
    (cast({{ moment }} as timestamp) + to_seconds(cast({{ n }} as bigint)))
{%- endmacro %}

{# A list of the given Python list of expressions. #}
{% macro array_of(items) %}
    {{ return(adapter.dispatch('array_of', 'customer360')(items)) }}
{% endmacro %}
{% macro default__array_of(items) -%} [{{ items | join(', ') }}] {%- endmacro %}

{# Whether the list holds the value. #}
{% macro array_contains(items, value) %}
    {{ return(adapter.dispatch('array_contains', 'customer360')(items, value)) }}
{% endmacro %}
{% macro default__array_contains(items, value) -%}
    list_contains({{ items }}, {{ value }})
{%- endmacro %}

{# The list without its nulls. #}
{% macro array_without_nulls(items) %}
    {{ return(adapter.dispatch('array_without_nulls', 'customer360')(items)) }}
{% endmacro %}
{% macro default__array_without_nulls(items) -%}
    list_filter({{ items }}, lambda item: item is not null)
{%- endmacro %}

{# The elements of a list of text, joined. #}
{% macro array_join(items, separator) %}
    {{ return(adapter.dispatch('array_join', 'customer360')(items, separator)) }}
{% endmacro %}
{% macro default__array_join(items, separator) -%}
    array_to_string({{ items }}, {{ separator }})
{%- endmacro %}

{# The number of elements of a list; null for no list. #}
{% macro array_size(items) %}
    {{ return(adapter.dispatch('array_size', 'customer360')(items)) }}
{% endmacro %}
{% macro default__array_size(items) -%} cast(len({{ items }}) as integer) {%- endmacro %}

{# Lower case without accents. #}
{% macro ascii_fold(value) %}
    {{ return(adapter.dispatch('ascii_fold', 'customer360')(value)) }}
{% endmacro %}
{% macro default__ascii_fold(value) -%} lower(strip_accents({{ value }})) {%- endmacro %}

{# 1 Monday … 7 Sunday. #}
{% macro day_of_week(day) %}
    {{ return(adapter.dispatch('day_of_week', 'customer360')(day)) }}
{% endmacro %}
{% macro default__day_of_week(day) -%} cast(isodow({{ day }}) as integer) {%- endmacro %}

{# Calendar days from the first to the second. #}
{% macro days_between(earlier, later) %}
    {{ return(adapter.dispatch('days_between', 'customer360')(earlier, later)) }}
{% endmacro %}
{% macro default__days_between(earlier, later) -%}
    cast(cast({{ later }} as date) - cast({{ earlier }} as date) as integer)
{%- endmacro %}

{# Whole seconds since 1970-01-01 UTC. #}
{% macro epoch_seconds(moment) %}
    {{ return(adapter.dispatch('epoch_seconds', 'customer360')(moment)) }}
{% endmacro %}
{% macro default__epoch_seconds(moment) -%}
    cast(floor(epoch(cast({{ moment }} as timestamp))) as bigint)
{%- endmacro %}

{# A key from a Python list of text, integer or date columns; null and '' differ. #}
{% macro hash_key(columns) %}
    {{ return(adapter.dispatch('hash_key', 'customer360')(columns)) }}
{% endmacro %}
{% macro default__hash_key(columns) -%}
    substr(sha256(
        {%- for column in columns -%}
            coalesce('=' || cast({{ column }} as varchar), '')
            {%- if not loop.last %} || chr(31) || {% endif -%}
        {%- endfor -%}
    ), 1, 32)
{%- endmacro %}

{# Hours from the first to the second, with fractions. #}
{% macro hours_between(earlier, later) -%}
    ({{ customer360.seconds_between(earlier, later) }} / cast(3600 as double))
{%- endmacro %}

{# Every word with a capital first letter and the rest small. #}
{% macro initcap(value) %}{{ return(adapter.dispatch('initcap', 'customer360')(value)) }}{% endmacro %}
{% macro default__initcap(value) -%}
    array_to_string(
        list_transform(
            string_split(lower({{ value }}), ' '), lambda word: upper(word[1]) || substr(word, 2)
        ), ' '
    )
{%- endmacro %}

{# The text at a JSON path such as '$.agent.team'. #}
{% macro json_text(document, path) %}
    {{ return(adapter.dispatch('json_text', 'customer360')(document, path)) }}
{% endmacro %}
{% macro default__json_text(document, path) -%}
    json_extract_string({{ document }}, {{ path }})
{%- endmacro %}

{# Window: the latest value that is not null, up to and including the row. #}
{% macro last_known(value, partition, order) %}{{ return(adapter.dispatch('last_known', 'customer360')(value, partition, order)) }}{% endmacro %}
{% macro default__last_known(value, partition, order) -%}
    last_value({{ value }} ignore nulls) over (
        partition by {{ partition }} order by {{ order }}
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{# Aggregate: the distinct values that are not null, sorted. #}
{% macro list_agg_distinct(value) %}
    {{ return(adapter.dispatch('list_agg_distinct', 'customer360')(value)) }}
{% endmacro %}
{% macro default__list_agg_distinct(value) -%}
    coalesce(
        list(distinct {{ value }} order by {{ value }}) filter (where {{ value }} is not null), []
    )
{%- endmacro %}

{# Aggregate: the middle value. #}
{% macro median(value) %}
    {{ return(adapter.dispatch('median', 'customer360')(value)) }}
{% endmacro %}
{% macro default__median(value) -%} median({{ value }}) {%- endmacro %}

{# The first day of the month. #}
{% macro month_start(day) %}
    {{ return(adapter.dispatch('month_start', 'customer360')(day)) }}
{% endmacro %}
{% macro default__month_start(day) -%} cast(date_trunc('month', {{ day }}) as date) {%- endmacro %}

{# Calendar months from the first to the second; days of the month do not matter. #}
{% macro months_between(earlier, later) -%}
    cast(
        (year({{ later }}) - year({{ earlier }})) * 12 + month({{ later }}) - month({{ earlier }})
        as integer
    )
{%- endmacro %}

{# A type as the engine calls it, from DuckDB's name for it, which contracts and feeds use. #}
{% macro native_type(type) %}
    {{ return(adapter.dispatch('native_type', 'customer360')(type)) }}
{% endmacro %}
{% macro default__native_type(type) -%} {{ type }} {%- endmacro %}

{# Window: the first value that is not null, from the row on. #}
{% macro next_known(value, partition, order) %}{{ return(adapter.dispatch('next_known', 'customer360')(value, partition, order)) }}{% endmacro %}
{% macro default__next_known(value, partition, order) -%}
    first_value({{ value }} ignore nulls) over (
        partition by {{ partition }} order by {{ order }}
        rows between current row and unbounded following
    )
{%- endmacro %}

{# An amount as a decimal of two digits, half a penny away from zero. Nine digits first: a double
   that stands for half a penny may lie a little below it. #}
{% macro pennies(amount) %}
    {{ return(adapter.dispatch('pennies', 'customer360')(amount)) }}
{% endmacro %}
{% macro default__pennies(amount) -%}
    cast(cast({{ amount }} as decimal(38, 9)) as decimal(18, 2))
{%- endmacro %}

{# The first match of the pattern, or of its group; '' where there is none. Patterns: [0-9], not \d. #}
{% macro regexp_extract(value, pattern, group=0) %}
    {{ return(adapter.dispatch('regexp_extract', 'customer360')(value, pattern, group)) }}
{% endmacro %}
{% macro default__regexp_extract(value, pattern, group) -%}
    regexp_extract({{ value }}, {{ pattern }}, {{ group }})
{%- endmacro %}

{# Whether the pattern occurs anywhere in the value. #}
{% macro regexp_matches(value, pattern) %}
    {{ return(adapter.dispatch('regexp_matches', 'customer360')(value, pattern)) }}
{% endmacro %}
{% macro default__regexp_matches(value, pattern) -%}
    regexp_matches({{ value }}, {{ pattern }})
{%- endmacro %}

{# Every match replaced. #}
{% macro regexp_replace_all(value, pattern, by) %}
    {{ return(adapter.dispatch('regexp_replace_all', 'customer360')(value, pattern, by)) }}
{% endmacro %}
{% macro default__regexp_replace_all(value, pattern, by) -%}
    regexp_replace({{ value }}, {{ pattern }}, {{ by }}, 'g')
{%- endmacro %}

{# Blanks that are no space, and signs without width: the letters themselves, which no engine takes
   for an escape. #}
{% macro odd_blanks() -%}
    {{ return("\t\n\r\u00a0\u2007\u202f\u3000\u200b\ufeff") }}
{%- endmacro %}

{# Whole seconds from the first to the second. #}
{% macro seconds_between(earlier, later) -%}
    ({{ customer360.epoch_seconds(later) }} - {{ customer360.epoch_seconds(earlier) }})
{%- endmacro %}

{# Aggregate: the values that are not null as a list, in the given order (an `order by` list). #}
{% macro sorted_list(value, order) %}
    {{ return(adapter.dispatch('sorted_list', 'customer360')(value, order)) }}
{% endmacro %}
{% macro default__sorted_list(value, order) -%}
    coalesce(list({{ value }} order by {{ order }}) filter (where {{ value }} is not null), [])
{%- endmacro %}

{# The SHA-256 of a text, in hexadecimal. #}
{% macro sha256_hex(value) %}
    {{ return(adapter.dispatch('sha256_hex', 'customer360')(value)) }}
{% endmacro %}
{% macro default__sha256_hex(value) -%} sha256({{ value }}) {%- endmacro %}

{# The nth part, from 1; '' beyond the last. #}
{% macro split_part(value, separator, n) %}
    {{ return(adapter.dispatch('split_part', 'customer360')(value, separator, n)) }}
{% endmacro %}
{% macro default__split_part(value, separator, n) -%}
    split_part({{ value }}, {{ separator }}, {{ n }})
{%- endmacro %}
