-- One row per customer in the book: the chance of loss, both flags, and days to the planted loss.
create or replace temp table seen as
with person_of as (
    select x.customer_id, r.person_id
    from p.marts.customer_crosswalk as x
    join records as r using (department, source_record_id)
    where x.valid_to is null
    group by x.customer_id, r.person_id
    qualify row_number() over (
        partition by x.customer_id order by count(*) desc, r.person_id
    ) = 1
),
gaps as (
    select customer_id, line_of_business, purchased_on,
        purchased_on - lag(purchased_on) over (
            partition by customer_id, line_of_business order by purchased_on, purchase_id
        ) as gap_days
    from w.conformed.purchases where kind = 'order'
),
overdue as (
    select customer_id from gaps
    group by customer_id, line_of_business
    having count(*) >= 4 and cast($day as date) - max(purchased_on) > 0.8 * median(gap_days)
),
old_flag as (
    select customer_id from overdue
    union
    select customer_id from w.conformed.risk_reasons where reason = 'renewal due'
    union
    select customer_id from w.conformed.cases where is_open
),
losses as (
    select person_id, min(on_date - cast($day as date)) as lost_after from lifecycle
    where event = 'lost' and line_of_business = 'enterprise' and on_date > cast($day as date)
    group by person_id
)
select risks.customer_id, person_of.person_id, risks.churn_risk as risk, risks.is_at_risk as flag,
    risks.customer_id in (select customer_id from old_flag) as old_flag, losses.lost_after
from p.marts.customer_risks as risks
join person_of using (customer_id)
left join losses using (person_id)
where risks.line_of_business = 'enterprise'
order by risks.customer_id
