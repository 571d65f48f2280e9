-- No action is done that the card forbids, told from the card and the suppressions themselves: of a
-- purpose and channel that must not be sent, or asking for something of somebody with a complaint
-- open, of anybody in a home that the company is ending, or of one whom a state leaves alone.
with

done as (
    select actions.*, cards.do_not_offer_reasons, cards.household_id
    from {{ ref('next_best_actions') }} as actions
    inner join {{ ref('customer_360') }} as cards on actions.customer_id = cards.customer_id
    where {{ array_size('actions.blocked_by') }} = 0
),

offers as (
    select purpose from {{ policy('purposes') }} as policy
    where is_offer or is_promotional
),

ending as (
    select distinct cards.household_id, concerned.customer_id
    from {{ ref('customers_not_asked') }} as concerned
    inner join {{ ref('customer_360') }} as cards on concerned.customer_id = cards.customer_id
    where concerned.is_standing
),

shared_homes as (
    select household_id from {{ ref('households') }}
    where household_type not in ('group_quarters', 'business')
)

select done.customer_id, done.action, 'suppressed' as why
from done
inner join {{ ref('contact_suppressions') }} as suppressed
    on done.customer_id = suppressed.customer_id
    and done.purpose = suppressed.purpose
    and done.channel = suppressed.channel
union all
-- What is forbidden in every channel forbids whatever advertises.
select done.customer_id, done.action, 'not to be offered anything'
from done
inner join offers on done.purpose = offers.purpose
where {{ array_size('done.do_not_offer_reasons') }} > 0
union all
select done.customer_id, done.action, 'open complaint'
from done
where done.asks_for <> 'nothing'
    and {{ array_contains('done.do_not_offer_reasons', "'open_complaint'") }}
union all
select done.customer_id, done.action, 'being ended'
from done
inner join ending on done.customer_id = ending.customer_id
where done.asks_for <> 'nothing'
union all
select done.customer_id, done.action, 'somebody of the home is being ended'
from done
inner join shared_homes on done.household_id = shared_homes.household_id
inner join ending on done.household_id = ending.household_id
where done.asks_for <> 'nothing'
union all
select done.customer_id, done.action, states.state
from done
inner join {{ ref('person_states') }} as states on done.customer_id = states.customer_id
where done.asks_for <> 'nothing' and states.is_current and states.channel is null
