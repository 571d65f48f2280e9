-- One row per touchpoint of any department, as that department recorded it.
{{ config(materialized='view') }}

select
    department, interaction_id, record_id, occurred_at, source_event, visitor_id, channel, topic,
    order_number, contract_number, case_id, claim_id, campaign_id, team, outcome, entry_source,
    free_text
from {{ ref('feed_interactions') }}
where {{ until_as_of('occurred_at') }}
