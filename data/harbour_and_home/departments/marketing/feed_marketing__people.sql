-- One row per person on marketing's list.
with

new_addresses as (
    select
        prospect_id,
        max(case when address = 'email' then seen_at end) as email_since,
        max(case when address = 'phone' then seen_at end) as phone_since,
        max(case when address = 'address_line_1' then seen_at end) as address_since
    from {{ ref('stg_marketing__new_addresses') }}
    group by prospect_id
)

select
    {{ customer360.feed({
        'record_id': 'prospects.prospect_id',
        'entity': "'prospect'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'first_seen_at': 'created_at',
        'last_seen_at': 'updated_at',
        'email_since': 'email_since',
        'phone_since': 'phone_since',
        'address_since': 'address_since',
    }) }}
from {{ ref('stg_marketing__prospects') }} as prospects
left join new_addresses on prospects.prospect_id = new_addresses.prospect_id
