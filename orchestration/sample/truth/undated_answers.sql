-- One row per no without a date: whose it is, and on which day it was delivered.
select preference_id, person_id, until_on() as delivered_on
from odd_answers
where odd_column is null
