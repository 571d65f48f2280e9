-- One row per policy term, standing for its holder, and per named driver.
with

holders as (
    select
        *,
        holder_given_name as given_name,
        holder_middle_name as middle_name,
        holder_family_name as family_name,
        holder_birth_on as birth_on
    from {{ ref('stg_insurance__policies') }}
),

-- A driver gives no address: the car is kept at the policy's. One named from the start is known
-- from the day the policy is issued.
drivers as (
    select
        drivers.*,
        policies.address_line_1,
        policies.address_line_2,
        policies.city,
        policies.postcode,
        case
            when drivers.added_on > policies.starts_on then drivers.added_on
            else coalesce(cast(policies.issued_at as date), drivers.added_on)
        end as seen_on
    from {{ ref('stg_insurance__drivers') }} as drivers
    left join {{ ref('stg_insurance__policies') }} as policies
        on drivers.policy_number = policies.policy_number
)

select
    {{ customer360.feed({
        'record_id': 'policy_number',
        'entity': "'policyholder'",
        'given_name': 'given_name',
        'middle_name': 'middle_name',
        'family_name': 'family_name',
        'birth_on': 'birth_on',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'contract_number': 'policy_number',
        'first_seen_at': 'issued_at',
        'last_seen_at': 'issued_at',
    }) }}
from holders
union all
select
    {{ customer360.feed({
        'record_id': 'driver_id',
        'entity': "'driver'",
        'given_name': 'given_name',
        'middle_name': 'middle_name',
        'family_name': 'family_name',
        'birth_on': 'birth_on',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'contract_number': 'policy_number',
        'first_seen_at': 'seen_on',
        'last_seen_at': 'seen_on',
    }) }}
from drivers
