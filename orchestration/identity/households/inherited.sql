-- Heirs take their number.
update identity_work.roots as r set household_id = k.household_id
from identity_work.heirs as k
where r.root = k.root
