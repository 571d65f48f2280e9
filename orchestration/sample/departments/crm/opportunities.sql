-- One row per sales opportunity of a contact.
select
    code('OP', contact_key * 4 + n) as opportunity_id, contact_id,
    if(chance(contact_key * 4 + n, 'line', 0.55), 'insurance', 'retail') as line_of_business,
    if(chance(contact_key * 4 + n, 'line', 0.55),
        one_of(contact_key * 4 + n, 'product', ['Home insurance', 'Motor insurance']),
        one_of(contact_key * 4 + n, 'product', ['Kitchen', 'Bedroom', 'Living room', 'Garden']))
        as product,
    one_of(contact_key * 4 + n, 'stage', ['Open', 'Won', 'Won', 'Lost', 'Lost']) as stage,
    between_reals(contact_key * 4 + n, 'amount', 120, 2400) as amount_gbp,
    created_at::date as opened_on,
    if(one_of(contact_key * 4 + n, 'stage', ['Open', 'Won', 'Won', 'Lost', 'Lost']) = 'Open', null,
        modified_at::date) as closed_on,
    'rep' || lpad(whole(contact_key, 'rep', 1, 14)::varchar, 2, '0') as rep,
    modified_at,
from crm_contacts, unnest([0, 1]) t(n)
where chance(contact_key * 4 + n, 'sells', 0.35)
