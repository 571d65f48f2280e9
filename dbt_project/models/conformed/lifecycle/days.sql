-- One row per day from the first month with a purchase to `as_of`.
with

months as (
    select * from {{ ref('months') }}
),

digits as (
    {% for digit in range(10) -%}
    select {{ digit }} as digit
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
)

select {{ add_days('months.month', 'tens.digit * 10 + ones.digit') }} as day
from months
cross join digits as tens
cross join digits as ones
where {{ add_days('months.month', 'tens.digit * 10 + ones.digit') }} <= months.month_end
