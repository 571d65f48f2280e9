{# Every value that deliveries showed in a column of the department's table, and when: record_key,
   value, seen_at (the end of the day of the delivery, since nobody knows when on it),
   is_first, which says that no other was seen before, and the delivery: file_id, and which record
   of it shows the value. The contract says `keep_changes` of the
   column. Only records of today's table; the value that stands in it is always among them, dated
   by today where no delivery is known. A subquery for a staging model, to be given an alias. #}
{% macro value_changes(table, key, column) -%}
    {%- set department = model.name.split('_', 1)[1].split('__', 1)[0] -%}
    (
        select
            stated.record_key,
            case when changes.record_key is null then stated.value else changes.value end as value,
            {{ customer360.add_seconds(
                'least(coalesce(changes.delivered_on, ' ~ customer360.as_of() ~ '), '
                ~ customer360.as_of() ~ ')', 86399
            ) }} as seen_at,
            changes.nth = 1 as is_first,
            changes.file_id,
            changes.record
        from (
            select cast({{ key }} as string) as record_key, cast({{ column }} as string) as value
            from {{ source('raw_' ~ department, table) }}
        ) as stated
        left join (
            select
                *,
                row_number() over (partition by record_key order by place) as nth,
                row_number() over (partition by record_key order by place desc) as nth_last
            from {{ source('landing', 'value_changes') }}
            where department = '{{ department }}' and table_name = '{{ table }}'
                and column_name = '{{ column }}'
        ) as changes
            on stated.record_key = changes.record_key
        -- Of what came after the day only the last is told: it is what stands.
        where changes.record_key is null or changes.nth_last = 1
            or changes.delivered_on <= {{ customer360.as_of() }}
    )
{%- endmacro %}

{# The value that stood on the day in a column of the department's table, and the delivery that first
   showed it: record_key, value, seen_at. Of several deliveries the last by the day counts; of a
   record that came later, the first. The contract says `keep_changes` of the column; of a record
   without a known delivery there is no row. For a status without a date of its own: what a later
   delivery writes over it is not yet known on an earlier day. A subquery for a staging model, to be
   given an alias. #}
{% macro value_by_as_of(table, column) -%}
    {%- set department = model.name.split('_', 1)[1].split('__', 1)[0] -%}
    (
        select
            record_key,
            value,
            {{ customer360.add_seconds('delivered_on', 86399) }} as seen_at
        from (
            select
                record_key,
                value,
                delivered_on,
                row_number() over (
                    partition by record_key
                    order by
                        case when delivered_on <= {{ customer360.as_of() }} then 0 else 1 end,
                        case when delivered_on <= {{ customer360.as_of() }} then -place else place end
                ) as nth
            from {{ source('landing', 'value_changes') }}
            where department = '{{ department }}' and table_name = '{{ table }}'
                and column_name = '{{ column }}'
        ) as changes
        where nth = 1
    )
{%- endmacro %}

{# When deliveries first showed the value that stands in a column of the department's table:
   record_key, seen_at (the end of the day of that delivery). The contract says `keep_changes` of the
   column; of a record without a known delivery there is no row. For rows of a list that may lack a
   date of their own: of feeds `consents` and `message_reactions`, `seen_at`. A subquery for a
   staging model, to be given an alias. #}
{% macro first_seen(table, column) -%}
    {%- set department = model.name.split('_', 1)[1].split('__', 1)[0] -%}
    (
        select record_key, {{ customer360.add_seconds('max(delivered_on)', 86399) }} as seen_at
        from {{ source('landing', 'value_changes') }}
        where department = '{{ department }}' and table_name = '{{ table }}'
            and column_name = '{{ column }}'
        group by record_key
    )
{%- endmacro %}
