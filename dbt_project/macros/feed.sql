{# Feeds: what departments provide, each in the shape that its contract,
   `models/feeds/feed_<feed>.yml`, gives it. #}

{# The select list of a department's feed. The model `feed_<department>__<feed>` says by its name
   which it is; `has` maps columns of the contract to SQL. What it leaves out is the contract's
   default, or null. Where the contract says `is_record`, the SQL is an id of the department itself
   or, with `record_of`, of the department named there. #}
{% macro feed(has={}, record_of=none) -%}
    {%- set department, feed = model.name[5:].split('__', 1) -%}
    {%- set columns = customer360.feed_columns(feed) -%}
    {%- do customer360.check_feed(feed, columns, has) if execute -%}
    '{{ department }}' as department
    {%- for name, column in columns.items() if name != 'department' %},
    {% set meta = column.config.get('meta', {}) -%}
    {%- set type = customer360.native_type(column.data_type) -%}
    {%- if name not in has -%}
    cast({{ meta.get('default', 'null') }} as {{ type }}) as {{ name }}
    {%- elif meta.get('is_record') -%}
    '{{ record_of if record_of and name == 'record_id' else department }}:' || {{ has[name] }} as {{ name }}
    {%- else -%}
    cast({{ has[name] }} as {{ type }}) as {{ name }}
    {%- endif -%}
    {%- endfor %}
{%- endmacro %}

{# Every department's rows of a feed, one below the other; no row where nobody provides it. Which
   departments do, is read from the company's folder: `vars.feeds`. A number that two departments
   gave (`numbers_of`) is of two things: each stands as `<department>:<number>`, also
   where that department refers to it. Words come out as ours (`translated_columns`). A date that may be missing (`by_sight`) is then that of the
   delivery that first showed the row, or of the column named there, if that is earlier. #}
{% macro union_feed(feed) -%}
    {%- set columns = customer360.feed_columns(feed) -%}
    {%- set translated = customer360.translated_columns(feed) -%}
    {%- for department in var('feeds', {}).get(feed, []) %}
    {%- set shared = customer360.shared_columns(feed, department) %}
    select
        {%- for name, column in columns.items() %}
        {%- set meta = column.config.get('meta', {}) %}
        {% if meta.get('is_line') -%}
        coalesce({{ name }}, '{{ var('line_of_business', 'general') }}') as {{ name }}
        {%- elif meta.get('by_sight') -%}
        coalesce({{ name }}, {{ customer360.dated_by_sight(meta.by_sight) }}) as {{ name }}
        {%- elif name in translated -%}
        coalesce(words_{{ name }}.meaning, feed.{{ name }}) as {{ name }}
        {%- elif name in shared -%}
        case
            when shared_{{ name }}.number is null then feed.{{ name }}
            else '{{ department }}:' || feed.{{ name }}
        end as {{ name }}
        {%- else -%}
        {{ name }}
        {%- endif -%}
        {%- if not loop.last %},{% endif %}
        {%- else %}
        *
        {%- endfor %}
    from {{ ref('feed_' ~ department ~ '__' ~ feed) }} as feed
    {%- for name, giver in shared.items() %}
    left join {{ customer360.shared_numbers(giver) }} as shared_{{ name }}
        on feed.{{ name }} = shared_{{ name }}.number
    {%- endfor %}
    {%- for name, of_feed in translated.items() %}
    left join {{ customer360.known_words(of_feed, name) }} as words_{{ name }}
        on {{ customer360.word_key('feed.' ~ name) }} = words_{{ name }}.word
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        {%- for name, column in columns.items() %}
        cast(null as {{ customer360.native_type(column.data_type) }}) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {%- else %}
        null as nothing
        {%- endfor %}
    where false
    {%- endfor %}
{%- endmacro %}

{# The day of a row without one: that of the delivery that first showed it, or an earlier date. #}
{% macro dated_by_sight(earlier) -%}
    {%- if earlier is string -%}
    least({{ earlier }}, {{ customer360.seen_by_as_of('seen_at') }})
    {%- else -%}
    {{ customer360.seen_by_as_of('seen_at') }}
    {%- endif -%}
{%- endmacro %}

{# The columns of a feed by name, from its contract; none while dbt still parses. #}
{% macro feed_columns(feed) -%}
    {%- set contract = graph.get('nodes', {}).get('model.customer360.feed_' ~ feed) if execute -%}
    {%- if execute and graph.get('nodes') and not contract -%}
        {%- do exceptions.raise_compiler_error(
            'There is no feed ' ~ feed ~ ': docs/feeds.md lists them.'
        ) -%}
    {%- endif -%}
    {{ return(contract.columns if contract else {}) }}
{%- endmacro %}

{# Stops where a feed names columns that its contract does not have, or lacks a required one. #}
{% macro check_feed(feed, columns, has) -%}
    {%- for name in has if name not in columns -%}
        {%- do exceptions.raise_compiler_error(
            model.original_file_path ~ ': feed ' ~ feed ~ ' has no column ' ~ name ~ '. It has '
            ~ columns | join(', ') ~ '.'
        ) -%}
    {%- endfor -%}
    {%- for name, column in columns.items()
        if column.config.get('meta', {}).get('required') and name not in has -%}
        {%- do exceptions.raise_compiler_error(
            model.original_file_path ~ ': feed ' ~ feed ~ ' needs ' ~ name ~ ': '
            ~ column.description
        ) -%}
    {%- endfor -%}
{%- endmacro %}
