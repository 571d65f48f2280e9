-- One row per person a partner knows.
select
    person_id, code('PA', person_id) as partner_record_id,
    one_of(person_id, 'partner', ['Homestead Data', 'Kerb & Co']) as partner,
    (start_on() + days(u(person_id, 'supplied') * 365.25 * years()))::date as supplied_on,
from crowd
where age >= 22 and kind <> 'halls' and chance(person_id, 'known to a partner', 0.22)
