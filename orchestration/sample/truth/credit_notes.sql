-- One row per credit note under a number of its own: whose it is and what was given back.
select order_number, person_id, ordered_at::date as credited_on, -total_gbp as amount_gbp
from odd_orders
where status = 'credit_note'
