-- One row per kind of contradiction: how many actions are done in spite of it.
with done as (
    select a.*, c.household_id, c.do_not_offer_reasons
    from p.marts.next_best_actions as a
    join p.marts.customer_360 as c using (customer_id)
    where len(a.blocked_by) = 0
),
asking as (
    select * from done where asks_for <> 'nothing'
),
ended as (
    select distinct c.customer_id, c.household_id
    from w.conformed.customers_not_asked as n
    join p.marts.customer_360 as c using (customer_id)
    where n.is_standing and n.reason = 'being_cancelled'
),
homes as (
    select household_id from p.marts.household_360
    where household_type not in ('group_quarters', 'business')
),
-- Whoever lives together as a family hears what one of them was sent.
residents as (
    select m.customer_id, m.household_id
    from p.marts.household_members as m
    join p.marts.household_360 as h using (household_id)
    where m.valid_to is null and h.household_type in ('single', 'couple', 'family')
),
heard_at_home as (
    select distinct others.customer_id, rules.purpose_a as purpose
    from p.marts.communications as sent
    join w.rules.communication_conflict_rules as rules
        on sent.purpose = rules.purpose_b and rules.is_household_rule
            and rules.purpose_a <> rules.purpose_b
    join residents as theirs on sent.customer_id = theirs.customer_id
    join residents as others on theirs.household_id = others.household_id
    where sent.sent_at > cast($day as date) + interval 1 day
        - interval 1 hour * rules.window_hours
),
turned_down as (
    select customer_id, line_of_business from w.conformed.decisions
    where customer_id is not null
    qualify row_number() over (
        partition by customer_id, line_of_business order by decided_at desc, decision_id desc
    ) = 1 and decision <> 'accept'
),
person_of as (
    select x.customer_id, r.person_id
    from p.marts.customer_crosswalk as x
    join records as r using (department, source_record_id)
    where x.valid_to is null
    group by x.customer_id, r.person_id
    qualify row_number() over (
        partition by x.customer_id order by count(*) desc, r.person_id
    ) = 1
),
found as (
    select 1 as place, 'done' as name, count(*) as n from done
    union all
    select 2, 'twice for one customer', count(*) - count(distinct customer_id) from done
    union all
    select 3, 'asked although we end them', count(*) from asking
    where customer_id in (select customer_id from ended)
    union all
    select 4, 'although we end one of their home', count(*) from asking
    join homes using (household_id)
    where household_id in (select household_id from ended)
    union all
    select 5, 'complaint open', count(*) from asking
    where customer_id in (
        select customer_id from w.conformed.cases where is_complaint and is_open
    )
    union all
    select 6, 'by purpose and channel suppressed', count(*) from done
    join p.marts.contact_suppressions using (customer_id, purpose, channel)
    union all
    select 7, 'offered what the card forbids', count(*) from asking
    where len(do_not_offer_reasons) > 0 and asks_for in ('buy', 'stay')
    union all
    select 8, 'known minors', count(*) from asking
    join p.marts.customer_360 as c using (customer_id)
    where c.birth_on > cast($day as date) - interval 18 years
    union all
    select 9, 'known dead, staff, test', count(*) from done
    join p.marts.person_states as s using (customer_id)
    where s.is_current and s.state in ('deceased', 'staff', 'test')
    union all
    select 10, 'planted minors, also of unknown age', count(*) from asking
    join person_of using (customer_id)
    join people using (person_id)
    where people.birth_on > cast($day as date) - interval 18 years
    union all
    select 11, 'organisations', count(*) from asking
    join p.marts.customer_360 as c using (customer_id)
    where c.customer_kind = 'organisation'
    union all
    select 12, 'more than a channel carries', coalesce(sum(greatest(0, n - per_day)), 0)
    from (select channel, count(*) as n from done group by channel)
    join w.rules.channel_capacity using (channel)
    union all
    select 13, 'against what their home was sent', count(*) from done
    join heard_at_home using (customer_id, purpose)
    union all
    select 14, 'in a line that risk turned down', count(*) from done
    join turned_down using (customer_id, line_of_business)
)
select name, n from found
order by place
