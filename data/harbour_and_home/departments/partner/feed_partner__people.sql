-- One row per person in the partners' files as last supplied.
with

attributes as (
    select
        *,
        min(supplied_on) over (partition by partner_record_id) as first_supplied_on,
        row_number() over (
            partition by partner_record_id order by supplied_on desc, attribute_id desc
        ) as newest
    from {{ ref('stg_partner__attributes') }}
    where {{ customer360.until_as_of('supplied_on') }}
)

select
    {{ customer360.feed({
        'record_id': 'partner_record_id',
        'entity': "'partner_record'",
        'full_name': 'full_name',
        'email': 'email',
        'address_line_1': 'address_line_1',
        'postcode': 'postcode',
        'first_seen_at': 'first_supplied_on',
        'last_seen_at': 'supplied_on',
    }) }}
from attributes
where newest = 1
