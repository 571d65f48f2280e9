-- One row per page event.
select
    code('EV', e.event_key) as event_id, code('VI', e.visitor_key) as visitor_id,
    if(e.account_key is null, null, code('AC', e.account_key)) as account_id,
    e.occurred_at, e.event_type,
    case e.event_type when 'product_view' then '/product' when 'search' then '/search'
        when 'help_view' then '/help' else '/' || split_part(e.event_type, '_', 1) end as page,
    e.utm_source, c.campaign_id, e.order_number, e.topic, e.occurred_at::date as _on,
from web_events e
left join campaigns c using (campaign_no)
