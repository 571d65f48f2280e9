-- One row per survey invitation and question, answered or not.
with

invitations as (
    select * from {{ ref('feed_invitations') }}
    where {{ until_as_of('invited_at') }}
),

-- The first response to an invitation counts, question by question.
responses as (
    select
        invitation_id,
        response_id,
        responded_at,
        max(case when question = 'satisfied' then score end) as satisfied,
        max(case when question = 'repurchase' then score end) as repurchase,
        max(case when question = 'recommend' then score end) as recommend
    from {{ ref('feed_answers') }}
    where {{ until_as_of('responded_at') }}
    group by invitation_id, response_id, responded_at
    qualify row_number() over (
            partition by invitation_id order by responded_at, response_id
        ) = 1
),

-- Who had died by then was asked nothing, and our own people are no voice of customers.
nobody_to_ask as (
    select distinct customer_id, case when state = 'deceased' then valid_from end as died_at
    from {{ ref('person_states') }}
    where state in ('deceased', 'staff', 'test') and is_current
),

joined as (
    select
        invitations.invitation_id,
        owners.record_id,
        owners.customer_id,
        invitations.trigger,
        invitations.reference,
        invitations.invited_at,
        responses.response_id is not null as is_response,
        responses.response_id,
        responses.responded_at,
        -- A score off its scale is no answer.
        case when responses.satisfied between 1 and 5 then responses.satisfied end as satisfied,
        case when responses.repurchase between 1 and 5 then responses.repurchase end as repurchase,
        case when responses.recommend between 0 and 10 then responses.recommend end as recommend
    from invitations
    left join responses
        on invitations.invitation_id = responses.invitation_id
    left join {{ ref('record_owners') }} as owners
        on invitations.record_id = owners.record_id
        and {{ is_owner_at('invitations.invited_at') }}
    left join nobody_to_ask
        on owners.customer_id = nobody_to_ask.customer_id
        and coalesce(nobody_to_ask.died_at <= invitations.invited_at, true)
    where nobody_to_ask.customer_id is null
)

-- Top-2 box counts 1 or 0; promoters, passives and detractors count 1, 0 and -1.
{% for question in ['satisfied', 'repurchase', 'recommend'] -%}
select
    invitation_id,
    record_id,
    customer_id,
    trigger,
    reference,
    invited_at,
    is_response,
    response_id,
    responded_at,
    '{{ question }}' as question,
    cast({{ question }} as integer) as answer,
    {% if question == 'recommend' -%}
    case
        when {{ question }} >= 9 then 1
        when {{ question }} <= 6 then -1
        when {{ question }} is not null then 0
    end as points
    {%- else -%}
    case when {{ question }} >= 4 then 1 when {{ question }} is not null then 0 end as points
    {%- endif %}
from joined
{% if not loop.last %}union all
{% endif -%}
{% endfor %}
