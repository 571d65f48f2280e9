-- One row per order number given twice: who had it first, and whose second order it is.
select order_number, person_id, first_ordered_at, first_lines, other_person_id, ordered_at
from reused_numbers
