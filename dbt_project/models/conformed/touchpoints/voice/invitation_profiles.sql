-- One row per survey invitation: what was known of the person on the day of the invitation.
{% set drivers = var('drivers') %}

with

invitations as (
    select
        invitation_id,
        customer_id,
        trigger,
        invited_at,
        cast(invited_at as date) as invited_on,
        is_response
    from {{ ref('survey_answers') }}
    where question = 'satisfied'
),

customers as (
    select
        customer_id,
        birth_on
    from {{ ref('customers') }}
),

purchases as (
    select
        invitations.invitation_id,
        count(*) as purchases,
        sum(purchases.margin) as margin,
        min(purchases.purchased_on) as first_purchase_on,
        max(purchases.purchased_on) as last_purchase_on,
        case
            when min(purchases.line_of_business) = max(purchases.line_of_business)
                then min(purchases.line_of_business)
            else 'several'
        end as lines_of_business
    from invitations
    inner join {{ ref('purchases') }} as purchases
        on invitations.customer_id = purchases.customer_id
        and purchases.purchased_on <= invitations.invited_on
    group by invitations.invitation_id
),

experiences as (
    select * from {{ ref('invitation_experiences') }}
),

known as (
    select
        invitations.*,
        {{ days_between('customers.birth_on', 'invitations.invited_on') }} / 365.25e0 as age,
        coalesce(purchases.purchases, 0) as purchases,
        case when purchases.invitation_id is null then 0 else purchases.margin end
            as margin,
        {{ days_between('purchases.first_purchase_on', 'invitations.invited_on') }} as tenure_days,
        {{ days_between('purchases.last_purchase_on', 'invitations.invited_on') }} as recency_days,
        {% for driver in drivers -%}
        experiences.{{ driver }}_problems,
        experiences.{{ driver }}_experiences,
        {% endfor -%}
        coalesce(purchases.lines_of_business, 'none') as lines_of_business
    from invitations
    left join customers
        on invitations.customer_id = customers.customer_id
    left join purchases
        on invitations.invitation_id = purchases.invitation_id
    left join experiences
        on invitations.invitation_id = experiences.invitation_id
)

select
    invitation_id,
    customer_id,
    invited_at,
    {{ month_start('invited_on') }} as month,
    is_response,
    coalesce(trigger, 'unknown') as trigger,
    case
        when age is null or age < 14 or age > 110 then 'unknown'
        when age < 30 then 'under 30'
        when age < 45 then '30 to 44'
        when age < 60 then '45 to 59'
        else '60 and over'
    end as age_band,
    lines_of_business,
    case
        when tenure_days is null then 'none'
        when tenure_days < 90 then 'under 3 months'
        when tenure_days < 365 then 'under a year'
        else 'a year and more'
    end as tenure_band,
    case
        when recency_days is null then 'none'
        when recency_days <= 30 then 'a month'
        when recency_days <= 180 then 'half a year'
        else 'longer'
    end as recency_band,
    {% for driver in drivers -%}
    case
        when {{ driver }}_experiences = 0 then 'none'
        when {{ driver }}_problems = 0 then 'good'
        when {{ driver }}_problems = 1 then 'one problem'
        else 'problems'
    end as {{ driver }}_band,
    {% endfor -%}
    case
        when margin is null then 'unknown'
        when margin <= 0 then 'none'
        when margin < 50 then 'under 50'
        when margin < 200 then 'under 200'
        else '200 and over'
    end as margin_band
from known
