-- One row per answered invitation.
select
    code('RE', invitation_key) as response_id, invitation_id, responded_at, satisfied, repurchase,
    recommend,
    stars(website) as rating_website,
    stars(stock) as rating_stock,
    stars(delivery) as rating_delivery,
    stars(call_centre) as rating_call_centre,
    stars(claims) as rating_claims,
    stars(price) as rating_price,
    case
        when not chance(invitation_key, 'writes', 0.35) then null
        when worst_z < -1 then case worst
            when 'delivery' then 'My parcel came late and nobody told me.'
            when 'call_centre' then 'I had to explain everything again.'
            when 'claims' then 'The claim took for ever.'
            when 'website' then 'The website kept failing.'
            when 'stock' then 'Ordered, then told it was out of stock.'
            else 'Too expensive.' end
        else one_of(invitation_key, 'verbatim', ['Fine, thank you.', 'Lovely things.',
            'Quick and easy.', 'Ok.'])
    end as verbatim,
    responded_at::date as _on,
from opinions
where responded
