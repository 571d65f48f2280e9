-- One row per survey invitation and per response.
with

invitations as (
    select * from {{ ref('stg_survey__invitations') }}
)

select
    {{ customer360.feed({
        'interaction_id': 'invitation_id',
        'record_id': 'invitation_id',
        'occurred_at': 'invited_at',
        'source_event': "'invitation'",
        'outcome': 'trigger',
    }) }}
from invitations
union all
select
    {{ customer360.feed({
        'interaction_id': 'responses.response_id',
        'record_id': 'responses.invitation_id',
        'occurred_at': 'responses.responded_at',
        'source_event': "case
            when responses.satisfied <= 2 or responses.recommend <= 6 then 'unhappy response'
            else 'response'
        end",
        'outcome': 'invitations.trigger',
        'free_text': 'responses.verbatim',
    }) }}
from {{ ref('stg_survey__responses') }} as responses
inner join invitations
    on responses.invitation_id = invitations.invitation_id
