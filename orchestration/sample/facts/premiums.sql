-- One row per instalment that has fallen due.
with due as (
    select
        p.*, m, p.policy_key * 16 + m as premium_key,
        (p.starts_on + to_months(m::integer))::date as due_on,
    from policies p, unnest(range(0, if(p.is_monthly, 12, 1))) t(m)
),

owed as (
    select
        *,
        -- The instalment before a cancellation for arrears is the one that was missed.
        is_for_arrears and cancelled_on is not null
            and due_on between cancelled_on - 62 and cancelled_on - 31 as leads_to_cancellation,
        is_monthly and m > 0 and chance(premium_key, 'missed', param('missed_premium_share'))
            as is_forgotten,
    from due
    where due_on <= until_on() and due_on <= coalesce(cancelled_on, ends_on)
)

select
    *,
    leads_to_cancellation or is_forgotten as is_missed,
    case
        when leads_to_cancellation then null
        when is_forgotten then if(chance(premium_key, 'late payer', 0.7)
            and due_on + 25 <= until_on(), due_on + 25, null)
        when due_on + 3 > until_on() then null
        else due_on + whole(premium_key, 'paid', 0, 3)::integer
    end::date as paid_on,
    round(annual_premium_gbp / if(is_monthly, 12, 1), 2) as amount_gbp,
    -- What the bank has not answered yet is told in a word of its own, now and then.
    case
        when paid_on is not null then 'paid'
        when is_missed then 'missed'
        when chance(premium_key, 'odd status', 10 * param('odd_words')) then 'with the bank'
        else 'due'
    end as status,
from owed
