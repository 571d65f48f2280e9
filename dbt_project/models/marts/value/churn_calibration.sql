-- One row per as-of month and tenth of the customers by their chance of being lost.
select
    {{ hash_key(['as_of_on', 'decile']) }} as calibration_id,
    {{ month_start('as_of_on') }} as as_of_month,
    as_of_on,
    decile,
    customers,
    predicted,
    by_model,
    observed
from {{ source('statistics', 'churn_calibration') }}
