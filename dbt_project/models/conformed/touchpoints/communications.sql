-- One row per message sent: of a campaign, a letter, a survey invitation, an outbound contact.
with sends as (
    select * from {{ ref('stg_marketing__sends') }}
),

campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
),

letters as (
    select * from {{ ref('stg_risk__letters') }}
),

decisions as (
    select * from {{ ref('stg_risk__decisions') }}
),

invitations as (
    select * from {{ ref('stg_survey__invitations') }}
),

contacts as (
    select * from {{ ref('stg_service__contacts') }}
),

cases as (
    select * from {{ ref('stg_service__cases') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

purposes as (
    select * from {{ policy('purposes') }} as policy
),

-- Whoever is held out of a campaign is sent nothing.
campaign_messages as (
    select
        sends.send_id as message_id, 'marketing' as department,
        sends.prospect_id as source_record_id, sends.channel as channel,
        campaigns.purpose as purpose, sends.sent_at as sent_at,
        sends.campaign_id as campaign_id, campaigns.campaign_name as campaign_name,
        campaigns.line_of_business as line_of_business,
        campaigns.offer_price_gbp as offer_price_gbp, cast(null as string) as case_id
    from sends
    left join campaigns on sends.campaign_id = campaigns.campaign_id
    where not sends.is_holdout
),

letter_messages as (
    select
        letters.letter_id, 'risk', letters.subject_ref, 'post', letters.letter_type,
        letters.posted_at, cast(null as string), cast(null as string),
        decisions.line_of_business, cast(null as decimal(12, 2)), cast(null as string)
    from letters
    left join decisions on letters.decision_id = decisions.decision_id
),

invitation_messages as (
    select
        invitation_id, 'survey', invitation_id, case when email is null then 'sms' else 'email' end,
        'survey', invited_at, cast(null as string), cast(null as string), cast(null as string),
        cast(null as decimal(12, 2)), cast(null as string)
    from invitations
),

contact_messages as (
    select
        contacts.contact_id, 'service', contacts.customer_ref, contacts.channel, 'service',
        contacts.started_at, cast(null as string), cast(null as string), cases.line_of_business,
        cast(null as decimal(12, 2)), contacts.case_id
    from contacts
    left join cases on contacts.case_id = cases.case_id
    where contacts.direction = 'outbound'
),

messages as (
    select * from campaign_messages
    union all
    select * from letter_messages
    union all
    select * from invitation_messages
    union all
    select * from contact_messages
)

select
    messages.message_id, messages.department || ':' || messages.source_record_id as record_id,
    crosswalk.customer_id, messages.department, messages.channel, messages.purpose,
    purposes.consent_purpose, coalesce(purposes.is_promotional, true) as is_promotional,
    messages.sent_at, messages.campaign_id, messages.campaign_name, messages.line_of_business,
    messages.offer_price_gbp, messages.case_id
from messages
left join purposes on messages.purpose = purposes.purpose
left join crosswalk
    on messages.department = crosswalk.department
    and messages.source_record_id = crosswalk.source_record_id
where {{ until_as_of('messages.sent_at') }}
