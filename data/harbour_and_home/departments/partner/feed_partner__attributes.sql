-- One row per bought attribute.
select
    {{ customer360.feed({
        'attribute_id': 'attribute_id',
        'record_id': 'partner_record_id',
        'attribute': 'attribute',
        'value': 'value',
        'partner': 'partner',
        'licence': 'licence',
        'purpose': 'purpose',
        'supplied_on': 'supplied_on',
        'expires_on': 'expires_on',
    }) }}
from {{ ref('stg_partner__attributes') }}
