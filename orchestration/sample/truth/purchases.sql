-- One row per qualifying purchase, by the payer.
select person_id, 'retail' as line_of_business, ordered_at::date as purchased_on, order_number
    as reference
from order_sums where is_qualifying
union all
select person_id, 'insurance', starts_on, policy_number
from policies where starts_on <= until_on()
