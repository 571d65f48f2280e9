-- One row per survey invitation and question, answered or not.
with

invitations as (
    select * from {{ ref('stg_survey__invitations') }}
    where {{ until_as_of('invited_at') }}
),

responses as (
    select * from {{ ref('stg_survey__responses') }}
    where {{ until_as_of('responded_at') }}
    qualify row_number() over (
            partition by invitation_id order by responded_at, response_id
        ) = 1
),

crosswalk as (
    select
        source_record_id as invitation_id,
        record_id,
        customer_id
    from {{ ref('crosswalk') }}
    where department = 'survey'
),

joined as (
    select
        invitations.invitation_id,
        crosswalk.record_id,
        crosswalk.customer_id,
        invitations.trigger,
        invitations.reference,
        invitations.invited_at,
        responses.response_id is not null as is_response,
        responses.response_id,
        responses.responded_at,
        -- A score off its scale is no answer.
        {% for question, lowest, highest in [
            ('satisfied', 1, 5), ('repurchase', 1, 5), ('recommend', 0, 10)
        ] -%}
        case when responses.{{ question }} between {{ lowest }} and {{ highest }}
            then responses.{{ question }}
        end as {{ question }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from invitations
    left join responses
        on invitations.invitation_id = responses.invitation_id
    left join crosswalk
        on invitations.invitation_id = crosswalk.invitation_id
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
