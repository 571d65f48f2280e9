-- One row per policy term: chains of yearly terms, breaks, returns, and how each term ends.
with owners as (
    select
        c.*, p as product_no,
        ['home', 'motor'][p + 1] as product,
    from crowd c, unnest([0, 1]) t(p)
    where (p = 0 and c.first_role in ('head', 'housemate') or p = 1 and c.age between 19 and 86)
        and c.kind not in ('care_home', 'halls')
        -- One taste for insurance per household, so that lines meet in households.
        and chance(c.person_id * 2 + p, 'insured', param('insured_share')
            * if(u(c.first_household_id, 'taste') < 0.35, 2.0, 0.46))
),

begun as (
    select
        *,
        (start_on() + days(pow(u(person_id * 2 + product_no, 'inception'), 1.3)
            * date_diff('day', start_on(), until_on())))::date as first_on,
    from owners
    where birth_on + to_years(18) < start_on() + days(
        pow(u(person_id * 2 + product_no, 'inception'), 1.3)
            * date_diff('day', start_on(), until_on()))
),

slots as (
    select
        *, person_id * 128 + product_no * 64 + t as policy_key,
    from begun, unnest(range(0, ceil(years())::bigint + 1)) s(t)
),

ends as (
    select
        *,
        u(policy_key, 'fate') as fate,
        case
            when fate < 0.045 then 'customer cancels'
            when fate < 0.045 + param('company_cancellation_share') then 'company cancels'
            when fate < 0.045 + param('company_cancellation_share') + param('non_renewal_share')
                then 'not renewed by company'
            when fate > 0.86 then 'not renewed by customer'
            else 'renewed'
        end as ending,
        whole(policy_key, 'cancel day', 40, 300) as cancel_day,
        chance(policy_key, 'late renewal', 0.06) as renews_late,
        chance(policy_key, 'comes back', 0.14) as comes_back,
        chance(policy_key, 'monthly', 0.6) as is_monthly,
    from slots
),

-- Days between the start of this term and the start of the next one; null: there is none.
paced as (
    select
        *,
        case
            when ending = 'renewed' and renews_late then 365 + whole(policy_key, 'late', 3, 25)
            when ending = 'renewed' then 365
            when ending in ('customer cancels', 'not renewed by customer') and comes_back
                then 365 + whole(policy_key, 'away', 60, 200)
        end as next_after,
    from ends
),

chained as (
    select
        *,
        first_on + coalesce(sum(next_after) over earlier, 0)::integer as starts_on,
        bool_and(next_after is not null) over earlier as goes_on,
        lag(ending) over (partition by person_id, product_no order by t) as ending_before,
    from paced
    window earlier as (partition by person_id, product_no order by t
        rows between unbounded preceding and 1 preceding)
),

issued as (
    select
        *,
        starts_on + 364 as ends_on,
        coalesce(ending_before = 'renewed', false) as is_renewal,
        office_hours(case
            when ending_before is distinct from 'renewed'
                then starts_on - whole(policy_key, 'issued', 0, 15)::integer
            when starts_on = lag(starts_on + 365)
                over (partition by person_id, product_no order by t)
                then starts_on - whole(policy_key, 'issued', 5, 20)::integer
            else starts_on
        end, policy_key, 'issued') as issued_at,
    from chained
    where t = 0 or goes_on
)

select
    policy_key, person_id, product, product_no, starts_on, ends_on, issued_at, is_monthly, ending,
    code('PO', policy_key) as policy_number,
    if(is_renewal, code('PO', policy_key - 1), null) as renewal_of,
    is_renewal,
    if(ending in ('customer cancels', 'company cancels') and starts_on + cancel_day <= until_on(),
        (starts_on + cancel_day)::date, null)::date as cancelled_on,
    case
        when starts_on + cancel_day > until_on() then null
        when ending = 'customer cancels' then 'customer'
        when ending = 'company cancels' then 'company'
    end as cancelled_by,
    round(if(product = 'motor', between_reals(person_id, 'motor', 340, 900),
        between_reals(person_id, 'home', 150, 380)) * pow(1.04, t), 2)::decimal(12, 2)
        as annual_premium_gbp,
    ending = 'company cancels' and is_monthly as is_for_arrears,
from issued
where issued_at < until_at()
