-- One row per person on marketing's list.
select
    p.prospect_id, w.given_name, w.family_name,
    w.email, w.phone, w.address_line_1, w.address_line_2, w.city, w.postcode, p.source,
        p.created_at,
    greatest(p.created_at, w.seen_at) as updated_at,
from prospects p
join written w on w.source = 'marketing' and w.key = p.prospect_key
