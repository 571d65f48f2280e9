-- One row per customer and action that what happened is an occasion for, in words.
with rules as (
    select * from {{ policy('next_best_action_rules') }} as policy
),

states as (
    select * from {{ ref('customer_states') }}
),

problems as (
    select customer_id, opened_at as occurred_at, 'Complaint' as problem
    from {{ ref('cases') }}
    where is_complaint
    union all
    select customer_id, first_failure_at, 'Failed delivery'
    from {{ ref('deliveries') }}
    where first_failure_at is not null
),

apologise as (
    select
        problems.customer_id, rules.action,
        problems.problem || ' on ' || cast(cast(problems.occurred_at as date) as string) as why,
        cast(null as decimal(18, 2)) as own_value
    from problems
    inner join rules on rules.occasion = 'recent_problem'
    where problems.customer_id is not null
        and {{ days_between('problems.occurred_at', as_of()) }} between 0 and rules.look_days
    qualify
        row_number() over (
            partition by problems.customer_id
            order by problems.occurred_at desc, problems.problem asc
        ) = 1
),

renew as (
    select
        contracts.customer_id, rules.action,
        'Policy ' || contracts.contract_number || ' ends on ' || cast(contracts.ends_on as string)
        || ' and is not renewed',
        cast(contracts.annual_amount - contracts.expected_cost as decimal(18, 2))
    from {{ ref('contracts') }} as contracts
    inner join rules
        on rules.occasion = 'renewal_due'
        and contracts.line_of_business = rules.line_of_business
    where contracts.renewed_by is null and contracts.cancelled_on is null
        and {{ days_between(as_of(), 'contracts.ends_on') }} between 0 and rules.look_days
    qualify
        row_number() over (
            partition by contracts.customer_id, rules.action
            order by contracts.ends_on, contracts.contract_number
        ) = 1
),

-- Somebody we sent away ourselves is not won back.
win_back as (
    select
        states.customer_id, rules.action,
        states.state || ' in ' || states.line_of_business || ', last purchase on '
        || cast(states.last_purchase_on as string),
        {{ pennies(
            'states.margin / cast('
            ~ 'nullif(states.purchases - states.purchases_without_margin, 0) as double)'
        ) }}
    from states
    inner join rules
        on rules.occasion = 'lapsed_or_lost'
        and states.line_of_business = rules.line_of_business
    where states.state in ('lapsed', 'lost') and coalesce(states.ended_by, '') <> 'company'
),

cross_sell as (
    select
        states.customer_id, rules.action, 'Active customer without ' || rules.line_of_business,
        cast(null as decimal(18, 2))
    from states
    inner join rules
        on rules.occasion = 'line_gap' and states.line_of_business = rules.line_of_business
    inner join states as whole
        on states.customer_id = whole.customer_id and whole.line_of_business = 'enterprise'
    where states.state = 'prospect' and whole.state = 'active'
),

-- A home that somebody has just moved into from another one.
moved as (
    select homes.customer_id, homes.valid_from as moved_on
    from {{ ref('household_members') }} as homes
    inner join {{ ref('household_members') }} as earlier
        on homes.customer_id = earlier.customer_id
        and homes.household_id <> earlier.household_id
        and earlier.valid_to <= homes.valid_from
    where homes.is_current
    group by homes.customer_id, homes.valid_from
),

moved_home as (
    select
        states.customer_id, rules.action, 'Moved home on ' || cast(moved.moved_on as string),
        cast(null as decimal(18, 2))
    from moved
    inner join rules
        on rules.occasion = 'moved_home'
        and {{ days_between('moved.moved_on', as_of()) }} between 0 and rules.look_days
    inner join states
        on moved.customer_id = states.customer_id
        and rules.line_of_business = states.line_of_business
    where states.state <> 'active'
),

complete_profile as (
    select
        facts.customer_id, rules.action, 'We do not know the ' || facts.in_words,
        cast(null as decimal(18, 2))
    from {{ ref('profile_facts') }} as facts
    inner join {{ ref('customers') }} as customers on facts.customer_id = customers.customer_id
    inner join rules on rules.occasion = 'missing_field'
    where not customers.is_anonymous and not facts.is_known and facts.ask_rank is not null
    qualify
        row_number() over (
            partition by facts.customer_id, rules.action order by facts.ask_rank, facts.field
        ) = 1
)

select * from apologise
union all
select * from renew
union all
select * from win_back
union all
select * from cross_sell
union all
select * from moved_home
union all
select * from complete_profile
