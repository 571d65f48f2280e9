{# The day everything is measured at, as a date literal: the run's `as_of`, else the day that the
   last landing wrote down, so that a bare `dbt build` gives the rows of the last run. #}
{% macro as_of() -%}
    {%- set day = var('as_of', none) -%}
    {%- if not day and execute -%}
        {%- set day = run_query('select as_of from landing.as_of').columns[0].values()[0] -%}
    {%- endif -%}
    cast('{{ day or "1970-01-01" }}' as date)
{%- endmacro %}

{# Keeps what had happened by the end of `as_of`; `column` may be a date or a timestamp. #}
{% macro until_as_of(column) -%}
    cast({{ column }} as date) <= {{ customer360.as_of() }}
{%- endmacro %}

{# When something without a date of its own was known by: the delivery that first showed it, and no
   later than the day, for it stands in today's table; without a known delivery, by the day. #}
{% macro seen_by_as_of(seen_at) -%}
    {%- set end_of_day = customer360.add_seconds(customer360.as_of(), 86399) -%}
    least(coalesce({{ seen_at }}, {{ end_of_day }}), {{ end_of_day }})
{%- endmacro %}

{# When a closed case or claim was closed: by its own date or, without one, by the delivery that first
   showed it closed, and not before it was opened; null where neither is known. #}
{% macro closed_by(of) -%}
    coalesce(
        {{ of }}.closed_at,
        case
            when {{ of }}.seen_at is not null
                then greatest({{ of }}.opened_at, {{ customer360.seen_by_as_of(of ~ '.seen_at') }})
        end
    )
{%- endmacro %}
