-- One row per policy term.
select
    p.policy_number, p.renewal_of, p.product, w.given_name as holder_given_name,
    w.middle_name as holder_middle_name, w.family_name as holder_family_name,
    w.birth_on as holder_birth_on, w.email, w.phone, w.address_line_1, w.address_line_2, w.city,
    w.postcode, p.issued_at, p.starts_on, p.ends_on, p.cancelled_on, p.cancelled_by,
    p.annual_premium_gbp,
    round(p.annual_premium_gbp * between_reals(p.policy_key, 'cost', 0.72, 0.92), 2)
        as expected_cost_gbp,
    p.issued_at::date as _on,
from policies p
join written w on w.source = 'insurance' and w.key = p.policy_key
