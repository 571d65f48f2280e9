{# The status of a sale. Where its amount is in another currency than `own`, the company's, that is a
   word no rule knows, so that the sale is held and listed: amounts of two currencies have no sum. #}
{% macro status_in_currency(status, currency, own) -%}
    case
        when {{ currency }} is null or upper({{ currency }}) = '{{ own }}' then {{ status }}
        else 'in ' || upper({{ currency }})
    end
{%- endmacro %}
