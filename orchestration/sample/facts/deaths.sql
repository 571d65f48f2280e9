-- One row per person who has died, as the rep who heard of it marked the name.
select c.person_id, one_of(c.person_id, 'death mark', ['(Deceased)', 'Decd', 'The late']) as mark
from (select distinct person_id from crm_contacts) c
join crowd p using (person_id)
where p.age >= 60 and chance(c.person_id, 'has died', param('deaths'))
