-- One row per policy term; a renewal is a new term that names the one before.
select
    {{ clean('policy_number') }},
    {{ clean('renewal_of') }},
    {{ clean('product') }},
    {{ clean('holder_given_name') }},
    {{ clean('holder_middle_name') }},
    {{ clean('holder_family_name') }},
    holder_birth_on,
    {{ clean('email') }},
    {{ clean('phone') }},
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    issued_at,
    starts_on,
    ends_on,
    cancelled_on,
    {{ clean('cancelled_by') }},
    annual_premium_gbp,
    expected_cost_gbp
from {{ source('raw_insurance', 'policies') }}
