-- One row per answered invitation.
select
    code('RE', invitation_key) as response_id, invitation_id, responded_at, satisfied, repurchase,
    recommend,
    greatest(1, least(5, round(3.8 + 0.9 * website)))::integer as rating_website,
    greatest(1, least(5, round(3.8 + 0.9 * stock)))::integer as rating_stock,
    greatest(1, least(5, round(3.8 + 0.9 * delivery)))::integer as rating_delivery,
    greatest(1, least(5, round(3.8 + 0.9 * call_centre)))::integer as rating_call_centre,
    greatest(1, least(5, round(3.8 + 0.9 * claims)))::integer as rating_claims,
    greatest(1, least(5, round(3.8 + 0.9 * price)))::integer as rating_price,
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
