-- Sessions, journeys, transitions and repeats as one would write them for this engine alone: the
-- numbers of the policies as literals, no layers, tables only where something is read twice.
create or replace table by_hand.sessions as
select session_id, max(visitor_id) as visitor_id, max(customer_id) as customer_id,
    min(occurred_at) as started_at, max(occurred_at) as ended_at, count(*)::int as events,
    max(entry_source) filter (interaction_id = session_id) as entry_source,
    max(campaign_id) filter (interaction_id = session_id) as campaign_id,
    max(interaction_type = 'purchase') as has_purchase,
    max(interaction_type = 'checkout') as has_checkout,
    max(interaction_type = 'add_to_cart') as has_cart,
    max(interaction_type in ('search', 'product_view', 'add_to_cart', 'checkout')) as is_shopping,
    max(interaction_type in ('claim_started', 'claim_abandoned')) as has_claim,
    max(interaction_type in ('help_view', 'self_service_failed')) as has_help,
    max(is_problem) as has_problem,
    case
        when has_purchase then 'purchased'
        when has_checkout then 'checkout_abandoned'
        when has_cart then 'cart_abandoned'
        when has_claim and has_problem then 'claim_abandoned'
        when has_claim then 'claimed'
        when has_help and has_problem then 'self_service_failed'
        when has_help then 'self_served'
        else 'browsed'
    end as outcome
from conformed.interactions
where department = 'web'
group by session_id;

create or replace table by_hand.contacts as
with ordered as (
    select interaction_id, customer_id, coalesce(customer_id, record_id, interaction_id) as person,
        topic, coalesce(topic, 'unknown:' || interaction_id) as topic_key, channel, department, team,
        case_id, order_number, contract_number, outcome, interaction_type, cost, occurred_at,
        coalesce(epoch(occurred_at)::bigint - epoch(lag(occurred_at) over w)::bigint <= 604800, false)
            as is_repeat,
        coalesce(channel, '') <> coalesce(lag(channel) over w, '')
        or coalesce(team, '') <> coalesce(lag(team) over w, '') as is_moved
    from conformed.interactions
    where department = 'service' and is_contact and direction = 'inbound'
    window w as (partition by person, topic_key order by occurred_at, interaction_id)
),
issues as (
    select *, last_value(case when not is_repeat then interaction_id end ignore nulls) over (
        partition by person, topic_key order by occurred_at, interaction_id
        rows unbounded preceding
    ) as issue_id
    from ordered
)
select * exclude (person, topic_key, is_moved), is_repeat and is_moved as is_retold,
    row_number() over (partition by issue_id order by occurred_at, interaction_id)
        as contact_number,
    count(*) over (partition by issue_id) as contacts
from issues;

create or replace table by_hand.repeat_contacts as
select issue_id, max(customer_id) as customer_id, max(topic) as topic,
    min(occurred_at) as first_contact_at, max(occurred_at) as last_contact_at,
    count(*)::int as contacts, count(distinct channel)::int as channels,
    count(distinct team)::int as teams, count(*) filter (is_retold)::int as times_retold,
    count(*) = 1 as is_first_contact_resolution,
    max(outcome) filter (contact_number = c.contacts) = 'resolved' as is_resolved,
    date_diff('day', min(occurred_at), max(occurred_at))::int as days_open,
    sum(cost)::decimal(18, 2) as cost,
    list(interaction_id order by occurred_at, interaction_id) as contact_ids
from by_hand.contacts as c
group by issue_id;

create or replace table by_hand.steps as
with points as (
    select customer_id, started_at as occurred_at, session_id, null::varchar as order_number,
        null::varchar as order_status, has_cart or has_checkout as has_intent
    from by_hand.sessions
    where is_shopping and customer_id is not null
    union all
    select customer_id, ordered_at, null, order_number, status, true
    from conformed.orders
    where customer_id is not null and status not in ('credit_note', 'in limbo')
),
starts as (
    select *, case when lag(order_number) over w is not null or coalesce(
        epoch(occurred_at)::bigint - epoch(lag(occurred_at) over w)::bigint > 604800, true
    ) then coalesce(order_number, session_id) end as started_by
    from points
    window w as (
        partition by customer_id
        order by occurred_at, order_number nulls first, session_id nulls last
    )
),
chained as (
    select *, last_value(started_by ignore nulls) over (
        partition by customer_id
        order by occurred_at, order_number nulls first, session_id nulls last
        rows unbounded preceding
    ) as chain_id
    from starts
),
facts as (
    select chain_id, max(order_number) as reference, max(order_status) as chain_status,
        max(has_intent) as has_intent, max(occurred_at) as last_at
    from chained
    group by chain_id
),
chains as (
    select coalesce(reference, chain_id) as key, reference, chain_status, customer_id, session_id,
        order_number, occurred_at, reference is null
        and epoch({as_of}::date + interval 1 day)::bigint - epoch(last_at)::bigint > 604800
            as is_abandoned
    from chained join facts using (chain_id)
    where facts.has_intent
),
visits as (
    select key, reference, c.customer_id, is_abandoned, s.has_cart, s.has_checkout, s.has_purchase,
        s.ended_at, max(s.has_checkout) over (partition by key) as chain_has_checkout,
        row_number() over (partition by key order by s.ended_at desc, session_id) = 1 as is_last
    from chains as c join by_hand.sessions as s using (session_id)
),
web as (
    select session_id, interaction_id, interaction_type, occurred_at, channel, department, team
    from conformed.interactions
    where department = 'web' and (
        interaction_type in ('search', 'product_view', 'add_to_cart', 'checkout')
        or (interaction_type = 'self_service_failed' and topic = 'website')
    )
),
placed as (
    select interaction_id, channel, department, team from conformed.interactions
    where department = 'shop'
),
buy as (
    select key, reference, c.customer_id, w.interaction_type as step, w.occurred_at,
        w.interaction_id, w.channel, w.department, w.team
    from chains as c join web as w using (session_id)
    union all
    select key, reference, customer_id, unnest(list_filter([
        case when has_checkout and not has_purchase then 'checkout_abandoned' end,
        case when is_abandoned and is_last and not chain_has_checkout then 'cart_abandoned' end,
        case when is_abandoned and is_last then 'gave_up' end
    ], lambda step: step is not null)), ended_at, null, null, null, null
    from visits
    union all
    select key, reference, customer_id,
        if(chain_status = 'cancelled', 'order_cancelled', 'order_placed'), c.occurred_at,
        'shop:' || order_number, p.channel, p.department, p.team
    from chains as c left join placed as p on p.interaction_id = 'shop:' || c.order_number
    where order_number is not null
),
receive as (
    select order_number as key, order_number as reference, o.customer_id, s.step, s.occurred_at,
        s.interaction_id, s.channel, s.department, s.team
    from (
        select order_number, replace(interaction_type, 'delivered_late', 'delivered') as step,
            occurred_at, interaction_id, channel, department, team
        from conformed.interactions
        where department = 'delivery' and interaction_type in (
            'dispatched', 'out_for_delivery', 'delivery_failed', 'delivered', 'delivered_late',
            'returned_to_sender'
        )
        union all
        select order_number, 'contact', occurred_at, interaction_id, channel, department, team
        from conformed.interactions
        where is_contact and direction = 'inbound' and order_number is not null
        union all
        select order_number, 'delivery_late', (promised_on + 1)::timestamp, null, null, null, null
        from conformed.deliveries
        where promised_on + 1 <= {as_of}
            and (delivered_at is null or delivered_at::date > promised_on)
            and order_number in (
                select order_number from conformed.interactions
                where department = 'delivery' and interaction_type in (
                    'dispatched', 'out_for_delivery', 'delivery_failed', 'delivered',
                    'delivered_late', 'returned_to_sender'
                )
            )
    ) as s
    join conformed.orders as o using (order_number)
    where o.status not in ('cancelled', 'credit_note', 'in limbo')
    union all
    select order_number, order_number, o.customer_id, 'order_placed', ordered_at,
        'shop:' || order_number, p.channel, p.department, p.team
    from conformed.orders as o left join placed as p
        on p.interaction_id = 'shop:' || o.order_number
    where o.status not in ('cancelled', 'credit_note', 'in limbo')
),
leaving as (
    select c.issue_id, k.contract_number, k.resolution, k.closed_at
    from by_hand.contacts as c join conformed.cases as k using (case_id)
    where k.contract_number is not null and k.resolution in ('saved', 'cancelled')
    qualify row_number() over (
        partition by c.issue_id order by c.occurred_at, c.interaction_id
    ) = 1
),
first_cases as (
    select issue_id, min_by(case_id, contact_number) as case_id
    from by_hand.contacts where case_id is not null
    group by issue_id
),
served as (
    select c.*, l.issue_id is not null as is_leaving,
        if(l.issue_id is null, f.case_id, l.contract_number) as reference,
        row_number() over (
            partition by c.issue_id, c.case_id order by c.occurred_at, c.interaction_id
        ) as contact_of_case
    from by_hand.contacts as c
    left join leaving as l using (issue_id)
    left join first_cases as f using (issue_id)
),
spoken as (
    select is_leaving, issue_id as key, reference, customer_id, unnest(list_filter([
        if(contact_number = 1, 'contact', 'repeat_contact'),
        if(interaction_type = 'complaint' and contact_of_case = 1, 'complaint', null),
        if(contact_number = contacts and not is_leaving,
            if(outcome = 'resolved', 'resolved', 'unresolved'), null)
    ], lambda step: step is not null)) as step,
        occurred_at, interaction_id, channel, department, team
    from served
),
moments as (
    select interaction_id, customer_id, topic, occurred_at, channel, department, team,
        null::varchar as issue_id, null::bigint as contact_number
    from conformed.interactions
    where interaction_type = 'self_service_failed' and customer_id is not null
    union all
    select interaction_id, customer_id, topic, occurred_at, null, null, null, issue_id,
        contact_number
    from by_hand.contacts where customer_id is not null
),
followed as (
    select * exclude (issue_id, contact_number), issue_id is null as is_failure,
        first_value(case when issue_id is not null
            then struct_pack(i := issue_id, n := contact_number, t := occurred_at) end ignore nulls
        ) over ahead as upcoming,
        lag(case when issue_id is null then occurred_at end) over behind as failed_before_at
    from moments
    window ahead as (
        partition by customer_id, topic order by occurred_at, interaction_id
        rows between current row and unbounded following
    ), behind as (partition by customer_id, topic order by occurred_at, interaction_id)
),
failures as (
    select *, epoch(upcoming.t)::bigint - epoch(occurred_at)::bigint <= 86400 as is_spoken,
        coalesce(epoch(occurred_at)::bigint - epoch(failed_before_at)::bigint <= 86400, false)
            as is_same
    from followed where is_failure
),
help as (
    select key, reference, customer_id, step, occurred_at, interaction_id, channel, department,
        team
    from spoken where not is_leaving
    union all
    select upcoming.i, f.case_id, e.customer_id, 'self_service_failed', e.occurred_at,
        e.interaction_id, e.channel, e.department, e.team
    from failures as e
    left join first_cases as f on f.issue_id = upcoming.i
    where is_spoken and upcoming.n = 1
        and upcoming.i not in (select issue_id from leaving)
    union all
    select interaction_id, null, customer_id, unnest(['self_service_failed', 'gave_up']),
        occurred_at, interaction_id, channel, department, team
    from failures
    where is_spoken is not true and topic <> 'website' and not is_same
),
claim_pages as (
    select interaction_id, customer_id, interaction_type, occurred_at, channel, department, team,
        first_value(case interaction_type when 'claim_opened' then claim_id end ignore nulls)
            over ahead as next_claim_id,
        first_value(case interaction_type when 'claim_opened' then occurred_at end ignore nulls)
            over ahead as next_opened_at,
        first_value(
            case interaction_type when 'claim_abandoned' then interaction_id end ignore nulls
        ) over ahead as next_abandoned_id
    from conformed.interactions
    where customer_id is not null
        and interaction_type in ('claim_started', 'claim_abandoned', 'claim_opened')
    window ahead as (
        partition by customer_id order by occurred_at, interaction_id
        rows between current row and unbounded following
    )
),
claim_visits as (
    select *, case when epoch(next_opened_at)::bigint - epoch(occurred_at)::bigint <= 604800
        then next_claim_id end as claim_id
    from claim_pages where interaction_type <> 'claim_opened'
),
claim as (
    select coalesce(claim_id, next_abandoned_id) as key, claim_id as reference, customer_id,
        interaction_type as step, occurred_at, interaction_id, channel, department, team
    from claim_visits where coalesce(claim_id, next_abandoned_id) is not null
    union all
    select interaction_id, null, customer_id, 'gave_up', occurred_at, interaction_id, channel,
        department, team
    from claim_visits where interaction_type = 'claim_abandoned' and claim_id is null
    union all
    select claim_id, claim_id, customer_id, interaction_type, occurred_at, interaction_id, channel,
        department, team
    from conformed.interactions where claim_id is not null
    union all
    select claim_id, claim_id, customer_id, 'claim_slow', opened_at + interval 30 day, null, null,
        null, null
    from conformed.claims
    where coalesce(closed_at > opened_at + interval 30 day, true)
        and (opened_at + interval 30 day)::date <= {as_of}
    union all
    select k.claim_id, k.claim_id, c.customer_id, 'contact', c.occurred_at, c.interaction_id,
        c.channel, c.department, c.team
    from by_hand.contacts as c join conformed.claims as k
        on c.contract_number = k.contract_number and c.occurred_at >= k.opened_at
        and c.occurred_at <= coalesce(k.closed_at, timestamp '9999-12-31')
    where c.topic = 'claim'
),
terms as (
    select contract_number, customer_id, ends_on - 30 as due_on, ends_on + 31 as lapsed_on
    from conformed.contracts
    where cancelled_on is null and ends_on - 30 <= {as_of}
),
renewals as (
    select renewal_of as contract_number, min(issued_at) as issued_at,
        min('insurance:' || contract_number) as interaction_id
    from conformed.contracts where renewal_of is not null
    group by renewal_of
),
refusals as (
    select contract_number, min(decided_at) as decided_at
    from conformed.decisions where decision = 'non_renew' and contract_number is not null
    group by contract_number
),
renew as (
    select contract_number as key, contract_number as reference, customer_id, 'renewal_due' as step,
        due_on::timestamp as occurred_at, null::varchar as interaction_id,
        null::varchar as channel, null::varchar as department, null::varchar as team
    from terms
    union all
    select t.contract_number, t.contract_number, t.customer_id,
        if(i.is_contact, 'contact', 'renewal_message'), i.occurred_at, i.interaction_id, i.channel,
        i.department, i.team
    from terms as t join conformed.interactions as i
        on t.customer_id = i.customer_id and i.occurred_at::date between t.due_on and t.lapsed_on
    where i.interaction_type = 'renewal_message'
        or (i.is_contact and i.topic = 'policy' and i.contract_number = t.contract_number)
    union all
    select contract_number, contract_number, t.customer_id, 'policy_renewed', r.issued_at,
        r.interaction_id, i.channel, i.department, i.team
    from terms as t join renewals as r using (contract_number)
    left join conformed.interactions as i
        on i.interaction_id = r.interaction_id and i.department = 'insurance'
    union all
    select contract_number, contract_number, customer_id, 'non_renewed', decided_at, null, null, null,
        null
    from terms join refusals using (contract_number)
    union all
    select contract_number, contract_number, customer_id, 'lapsed', lapsed_on::timestamp, null, null,
        null, null
    from terms
    anti join renewals using (contract_number)
    anti join refusals using (contract_number)
    where lapsed_on <= {as_of}
),
asked as (
    select l.*, c.customer_id, row_number() over (
        partition by l.contract_number, l.resolution order by c.occurred_at desc, l.issue_id
    ) = 1 as is_newest
    from leaving as l join by_hand.contacts as c
        on l.issue_id = c.issue_id and c.contact_number = 1
),
leave as (
    select key, reference, customer_id, step, occurred_at, interaction_id, channel, department,
        team
    from spoken where is_leaving
    union all
    select coalesce(a.issue_id, i.contract_number), i.contract_number,
        coalesce(a.customer_id, i.customer_id), 'policy_cancelled', i.occurred_at,
        i.interaction_id, i.channel, i.department, i.team
    from conformed.interactions as i left join asked as a
        on i.contract_number = a.contract_number and a.resolution = 'cancelled' and a.is_newest
    where i.interaction_type = 'policy_cancelled'
    union all
    select issue_id, contract_number, customer_id, 'saved', closed_at, null, null, null, null
    from asked where resolution = 'saved' and closed_at is not null
),
walked as (
    select 'buy' as goal, * from buy union all select 'receive', * from receive
    union all select 'get_help', * from help union all select 'claim', * from claim
    union all select 'renew', * from renew union all select 'leave', * from leave
),
judged as (
    select goal || ':' || key as journey_id, w.* exclude (key, channel, department),
        coalesce(w.channel, r.channel) as channel,
        coalesce(w.department, r.department) as department, r.position, r.role, r.is_problem,
        r.outcome, r.is_good, case when r.role = 'ends' then w.occurred_at end as ends_at
    from walked as w join rules.journey_rules as r using (goal, step)
    where w.occurred_at::date <= {as_of}
),
ordered as (
    select * exclude (ends_at), max(ends_at) over (partition by journey_id) as ended_at,
        row_number() over w as step_no, lead(step) over w as next_step,
        lead(occurred_at) over w as next_at
    from judged
    window w as (
        partition by journey_id order by occurred_at, position, interaction_id nulls last
    )
)
select * replace (
    case when ended_at is null or next_at <= ended_at then next_step end as next_step,
    case when ended_at is null or next_at <= ended_at then next_at end as next_at
)
from ordered
where ended_at is null or occurred_at <= ended_at;

create or replace table by_hand.journeys as
with stakes as (
    select order_number as reference, margin as value_at_stake from conformed.orders
    union all select contract_number, margin from conformed.contracts
    union all
    select claim_id, coalesce(paid_amount, 0) + coalesce(reserve, 0) from conformed.claims
    union all
    select case_id, coalesce(o.margin, p.margin)
    from conformed.cases as c
    left join conformed.orders as o using (order_number)
    left join conformed.contracts as p on c.contract_number = p.contract_number
),
retold as (
    select journey_id, count(*)::int as times_retold
    from by_hand.steps as s join by_hand.contacts as c using (interaction_id)
    where c.is_retold and s.step in ('contact', 'repeat_contact')
    group by journey_id
),
places as (
    select journey_id, channel, department, max(customer_id) as customer_id, max(goal) as goal,
        max(reference) as reference, min(occurred_at) filter (role = 'opens') as opened_at,
        min(occurred_at) as first_at, max(ended_at) as ended_at,
        max(step_no) filter (role = 'ends') as ending_no,
        max_by(outcome, step_no) filter (role = 'ends') as outcome,
        max_by(is_good, step_no) filter (role = 'ends') as is_good,
        min(step_no) filter (is_problem) as problem_no,
        min_by(step, step_no) filter (is_problem) as problem_step, count(*) as steps
    from by_hand.steps
    group by journey_id, channel, department
),
totals as (
    select journey_id, max(customer_id) as customer_id, max(goal) as goal,
        max(reference) as reference, coalesce(min(opened_at), min(first_at)) as started_at,
        max(ended_at) as ended_at, max_by(outcome, ending_no) as outcome,
        max_by(is_good, ending_no) as is_good,
        min_by(problem_step, problem_no) as first_problem_step, sum(steps)::int as steps,
        coalesce(list(distinct channel order by channel) filter (channel is not null), [])
            as channel_list,
        coalesce(list(distinct department order by department) filter (department is not null), [])
            as department_list
    from places group by journey_id
)
select t.journey_id, t.customer_id, k.household_id, t.goal, t.reference, t.started_at, t.ended_at,
    coalesce(t.outcome, 'open') as outcome,
    case when t.outcome is not null then t.is_good and t.first_problem_step is null end as is_good,
    t.first_problem_step, t.steps, len(channel_list)::int as channels,
    len(department_list)::int as departments, channel_list, department_list,
    (epoch(t.ended_at)::bigint - epoch(t.started_at)::bigint) / 3600.0::double as hours,
    coalesce(r.times_retold, 0) as times_retold, v.value_at_stake
from totals as t
left join conformed.customers as k using (customer_id)
left join retold as r using (journey_id)
left join stakes as v on t.reference = v.reference;

create or replace table by_hand.journey_transitions as
with moves as (
    select goal, journey_id, step as from_step, next_step, max(customer_id) as customer_id,
        count(*) as transitions
    from by_hand.steps group by all
),
counted as (
    select m.goal, from_step, next_step, coalesce(next_step, 'outcome: ' || j.outcome) as to_step,
        count(*) as journeys, count(distinct m.customer_id) as customers,
        sum(transitions)::bigint as transitions,
        count(*) filter (not j.is_good) / count(*) as share_problem
    from moves as m join by_hand.journeys as j using (journey_id)
    group by all
),
waits as (
    select goal, step as from_step, next_step,
        median((epoch(next_at)::bigint - epoch(occurred_at)::bigint) / 3600.0::double)
            as median_hours
    from by_hand.steps where next_step is not null
    group by all
)
select goal, from_step, to_step, journeys, customers, transitions, share_problem, median_hours
from counted left join waits using (goal, from_step, next_step)
