{# Limits of Wilson's score interval of a proportion; `side` is '-' or '+'. Wilson (1927). #}
{% macro wilson(p, n, z, side) -%}
    (
        ({{ p }} + {{ z }} * {{ z }} / (2 * {{ n }})) {{ side }} {{ z }} * sqrt(
            {{ p }} * (1 - {{ p }}) / {{ n }} + {{ z }} * {{ z }} / (4 * {{ n }} * {{ n }})
        )
    ) / (1 + {{ z }} * {{ z }} / {{ n }})
{%- endmacro %}

{# Student's quantile from the normal one and the degrees of freedom: Abramowitz & Stegun 26.7.5,
   within 0.001 of the exact 97.5% quantile from 4 degrees on. #}
{% macro t_quantile(z, df) -%}
    (
        {{ z }}
        + (power({{ z }}, 3) + {{ z }}) / (4 * {{ df }})
        + (5 * power({{ z }}, 5) + 16 * power({{ z }}, 3) + 3 * {{ z }}) / (96 * power({{ df }}, 2))
        + (
            3 * power({{ z }}, 7) + 19 * power({{ z }}, 5) + 17 * power({{ z }}, 3) - 15 * {{ z }}
        ) / (384 * power({{ df }}, 3))
        + (
            79 * power({{ z }}, 9) + 776 * power({{ z }}, 7) + 1482 * power({{ z }}, 5)
            - 1920 * power({{ z }}, 3) - 945 * {{ z }}
        ) / (92160 * power({{ df }}, 4))
    )
{%- endmacro %}

{# A query of the whole numbers from 1, as column n. #}
{% macro numbers_to(last) -%}
    {% for n in range(1, last + 1) -%}
        select {{ n }} as n{% if not loop.last %} union all {% endif %}
    {%- endfor %}
{%- endmacro %}
