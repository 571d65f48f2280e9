-- One row per named driver of a motor policy term.
select
    d.driver_id, d.policy_number, w.given_name, w.middle_name, w.family_name, w.birth_on,
    d.relationship, d.added_on, least(d.added_on, until_on()) as _on,
from drivers_named d
join written w on w.source = 'drivers' and w.key = d.driver_key
