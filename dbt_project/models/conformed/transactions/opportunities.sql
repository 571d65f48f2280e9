-- One row per sales opportunity opened by the day.
with

opportunities as (
    select
        *,
        closed_on is not null and not {{ until_as_of('closed_on') }} as is_closed_later
    from {{ ref('feed_leads') }}
    where coalesce({{ until_as_of('coalesce(opened_on, cast(modified_at as date))') }}, true)
)

select
    opportunities.opportunity_id,
    opportunities.record_id,
    owners.customer_id,
    opportunities.line_of_business,
    opportunities.product,
    case
        when opportunities.is_closed_later then 'open' else lower(opportunities.stage)
    end as stage,
    cast(opportunities.amount as decimal(18, 2)) as amount,
    opportunities.opened_on,
    case when not opportunities.is_closed_later then opportunities.closed_on end as closed_on,
    opportunities.rep,
    opportunities.source
from opportunities
left join {{ ref('record_owners') }} as owners
    on opportunities.record_id = owners.record_id
    and {{ is_owner_at('coalesce(opportunities.opened_on, opportunities.modified_at)') }}
