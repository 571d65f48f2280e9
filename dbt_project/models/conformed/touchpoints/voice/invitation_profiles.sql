-- One row per survey invitation: what was known of the person on the day of the invitation.
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
        sum(purchases.margin_gbp) as margin_gbp,
        min(purchases.purchased_on) as first_purchase_on,
        max(purchases.purchased_on) as last_purchase_on,
        max(purchases.line_of_business = 'insurance') as has_insurance,
        max(purchases.line_of_business = 'retail') as has_retail
    from invitations
    inner join {{ ref('purchases') }} as purchases
        on invitations.customer_id = purchases.customer_id
        and purchases.purchased_on <= invitations.invited_on
    group by invitations.invitation_id
),

problems as (
    select * from {{ ref('invitation_problems') }}
),

known as (
    select
        invitations.*,
        {{ days_between('customers.birth_on', 'invitations.invited_on') }} / 365.25 as age,
        coalesce(purchases.purchases, 0) as purchases,
        coalesce(purchases.margin_gbp, 0) as margin_gbp,
        {{ days_between('purchases.first_purchase_on', 'invitations.invited_on') }} as tenure_days,
        {{ days_between('purchases.last_purchase_on', 'invitations.invited_on') }} as recency_days,
        coalesce(purchases.has_insurance, false) as has_insurance,
        coalesce(purchases.has_retail, false) as has_retail,
        problems.reference_problems,
        problems.recent_problems,
        problems.stars
    from invitations
    left join customers
        on invitations.customer_id = customers.customer_id
    left join purchases
        on invitations.invitation_id = purchases.invitation_id
    left join problems
        on invitations.invitation_id = problems.invitation_id
)

select
    invitation_id,
    customer_id,
    invited_at,
    {{ month_start('invited_on') }} as month,
    is_response,
    trigger,
    case
        when age is null or age < 14 or age > 110 then 'unknown'
        when age < 30 then 'under 30'
        when age < 45 then '30 to 44'
        when age < 60 then '45 to 59'
        else '60 and over'
    end as age_band,
    case
        when has_insurance and has_retail then 'both'
        when has_insurance then 'insurance'
        when has_retail then 'retail'
        else 'none'
    end as lines_of_business,
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
    case
        when margin_gbp <= 0 then 'none'
        when margin_gbp < 50 then 'under 50'
        when margin_gbp < 200 then 'under 200'
        else '200 and over'
    end as margin_band,
    case when reference_problems >= 2 then '2 and more'
        else cast(reference_problems as string)
    end as reference_problem_band,
    case when recent_problems >= 3 then '3 and more'
        else cast(recent_problems as string)
    end as recent_problem_band,
    coalesce(cast(stars as string), 'none') as stars_band
from known
