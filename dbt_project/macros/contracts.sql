{# The share of its term, or of a year where it has no end, that a contract had been covered for as
   far as was known at the end of `day`. A cancellation, a pause or a resumption after that day has
   not happened yet: until then a term with an end is taken for covered to its end, and one without
   brings what it has covered. The last day of cover is covered; nothing is brought while it rests.
   `terms` is the alias of a relation with starts_on, ends_on, known_cancelled_on, paused_on,
   resumed_on and standing. #}
{% macro share_covered(terms, day) -%}
{%- set cancelled -%}
    case when {{ terms }}.known_cancelled_on <= {{ day }} then {{ terms }}.known_cancelled_on end
{%- endset -%}
{%- set until -%}
    case
        when {{ terms }}.ends_on < cast('9999-12-31' as date)
            then coalesce({{ cancelled }}, {{ terms }}.ends_on)
        else least(coalesce({{ cancelled }}, {{ day }}), {{ day }})
    end
{%- endset -%}
{%- set resumed -%}
    case when {{ terms }}.resumed_on <= {{ day }} then {{ terms }}.resumed_on end
{%- endset -%}
{%- set after = customer360.add_days(until, 1) -%}
{%- set rested -%}
    case
        when {{ terms }}.paused_on is null or {{ terms }}.paused_on > {{ day }}
            or {{ terms }}.paused_on > {{ until }} then 0
        else greatest({{ customer360.days_between(
            'greatest(' ~ terms ~ '.paused_on, ' ~ terms ~ '.starts_on)',
            'least(coalesce(' ~ resumed ~ ', ' ~ after ~ '), ' ~ after ~ ')'
        ) }}, 0)
    end
{%- endset -%}
    case
        when {{ terms }}.standing <> 'stands' then 0
        else greatest(
            {{ customer360.days_between(terms ~ '.starts_on', until) }} + 1 - {{ rested }}, 0
        ) / nullif(cast(
            case
                when {{ terms }}.ends_on < cast('9999-12-31' as date)
                    then {{ customer360.days_between(terms ~ '.starts_on', terms ~ '.ends_on') }} + 1
                else 365
            end as double
        ), 0)
    end
{%- endmacro %}
