-- One row per policy term; a renewal is a new term that names the one before.
select
    {{ customer360.clean('policy_number') }},
    {{ customer360.clean('renewal_of') }},
    {{ customer360.clean('product') }},
    {{ customer360.clean('holder_given_name') }},
    {{ customer360.clean('holder_middle_name') }},
    {{ customer360.clean('holder_family_name') }},
    holder_birth_on,
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    issued_at,
    starts_on,
    ends_on,
    cancelled_on,
    {{ customer360.clean('cancelled_by') }},
    annual_premium_gbp,
    expected_cost_gbp,
    -- Only some files say these; the contract keeps them among the extra columns.
    {{ customer360.json_text('_extra', "'$.status'") }} as status,
    {{ customer360.json_text('_extra', "'$.cancel_reason'") }} as cancel_reason
from {{ source('raw_insurance', 'policies') }}
