-- One row per response and question, answered or not.
{% set questions = [
    'satisfied',
    'repurchase',
    'recommend',
    'rating_website',
    'rating_stock',
    'rating_delivery',
    'rating_call_centre',
    'rating_claims',
    'rating_price',
] %}
{% for question in questions -%}
select
    {{ customer360.feed({
        'response_id': 'response_id',
        'invitation_id': 'invitation_id',
        'responded_at': 'responded_at',
        'question': "'" ~ question ~ "'",
        'score': question,
    }) }}
from {{ ref('stg_survey__responses') }}
{% if not loop.last %}union all
{% endif -%}
{% endfor %}
