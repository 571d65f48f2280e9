{# Whether a row of `record_owners`, under the name `owners`, is whose it was that a record did
   something at the given moment. What has no date is the first owner's. #}
{% macro is_owner_at(moment, owners='owners') -%}
    (
            coalesce({{ owners }}.owned_from, cast('1900-01-01' as date)) = cast('1900-01-01' as date)
            or cast({{ moment }} as date) >= {{ owners }}.owned_from
        )
        and (
            {{ owners }}.owned_until is null
            or coalesce(cast({{ moment }} as date) < {{ owners }}.owned_until, true)
        )
{%- endmacro %}
