-- One row per customer and word of their name, in small letters without accents.
with

named as (
    select
        customer_id,
        case
            when given_name is null and family_name is null then coalesce(display_name, '')
            else
                coalesce(given_name, '') || ' ' || coalesce(middle_name, '') || ' '
                || coalesce(family_name, '')
        end as name
    from {{ ref('customers') }}
),

folded as (
    select
        customer_id,
        {{ regexp_replace_all(ascii_fold('name'), "'[ .,;:_/@()+-]+'", "' '") }} as name
    from named
),

-- Longer names are found by their first words.
words as (
    {% for place in [1, 2, 3, 4, 5, 6, 7, 8] -%}
    select customer_id, {{ split_part('trim(name)', "' '", place) }} as word
    from folded
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
)

select distinct word, customer_id
from words
where word <> ''
