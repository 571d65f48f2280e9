-- One row per call, chat or e-mail with the contact centre.
select
    k.contact_id, if(k.has_case, s.case_id, null) as case_id, c.customer_ref, k.channel,
        k.direction,
    k.started_at,
    if(k.channel = 'email', null, whole(k.contact_key, 'seconds', 60, 1500)) as duration_seconds,
    k.team, 'agent' || whole(k.contact_key, 'agent', 100, 160) as agent,
    if(k.has_topic, k.topic, null) as topic, k.is_resolved,
    case
        when k.direction = 'outbound' then 'Called back as agreed.'
        when k.kind <> 'ordinary' then one_of(k.contact_key, 'note', ['Wants to cancel the policy.',
            'Asked to stop cover, price too high.', 'Thinking of leaving us.'])
        else case k.topic
            when 'delivery' then one_of(k.contact_key, 'note', ['Where is my parcel?',
                'Driver never came, waited all day.', 'Delivery late again, wants date.'])
            when 'returns' then one_of(k.contact_key, 'note', ['Refund for returned item not seen.',
                'How to send it back?', 'Return label missing.'])
            when 'billing' then one_of(k.contact_key, 'note', ['Charged twice.',
                'Payment did not go through.', 'Questions the amount on the bill.'])
            when 'claim' then one_of(k.contact_key, 'note', ['Chasing the claim.',
                'No news on claim, needs car.', 'Sent photos for the claim, any decision?'])
            when 'policy' then one_of(k.contact_key, 'note', ['Change of address on policy.',
                'Asked what the policy covers.', 'Wants to add a driver.'])
            when 'product' then one_of(k.contact_key, 'note', ['Item arrived broken.',
                'Leg missing from table.', 'Kettle leaks, wants new one.'])
            when 'website' then one_of(k.contact_key, 'note', ['Cannot log in to website.',
                'Checkout page shows error.', 'Basket emptied itself online.'])
            else one_of(k.contact_key, 'note', ['Complains about how we treat people.',
                'Very unhappy, wants a manager.'])
        end || if(k.n > 0, one_of(k.contact_key, 'again', [' Has told us before.',
            ' Second time of asking.', ' Rang already.', '']), '')
    end as note,
    k.started_at::date as _on,
from contacts k
join cases s using (case_key)
join case_callers c using (case_key)
