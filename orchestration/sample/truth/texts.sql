-- One row per free text: the topic behind it, as far as the house has a word for it, and its tone.
select
    'social' as department, mention_id as source_id,
    case about when 'delivery' then 'delivery' when 'product' then 'product' end as topic,
    case about
        when 'delivery' then one_of(source_key, 'text', ['negative', 'negative', 'positive'])
        when 'product' then one_of(source_key, 'text', ['negative', 'positive'])
        when 'praise' then 'positive' else 'negative' end as tone,
from mentions
union all
select
    'survey', code('RE', invitation_key),
    case when worst_z < -1 then case worst when 'delivery' then 'delivery'
        when 'website' then 'website' when 'claims' then 'claim' end end,
    case when worst_z < -1 then 'negative'
        else one_of(invitation_key, 'verbatim', ['positive', 'positive', 'positive', 'neutral']) end
from opinions
where responded and chance(invitation_key, 'writes', 0.35)
union all
-- The tone of a note is the agent's, not the customer's.
select 'service', contact_id, topic, null from contacts
