-- One row per person of this part of the world.
select
    p.*, e.email, e.is_shared_email, e.email_changed_on, e.email_later,
    date_diff('year', p.birth_on, until_on()) as age,
    -- The first day on which somebody of 13 or more may act on their own.
    greatest(start_on(), (p.birth_on + to_years(13))::date) as free_from,
from people p
join emails e using (person_id)
where p.block between param('first_block') and param('last_block')
