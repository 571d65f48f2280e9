select outcome, driver, 100 * weight_share as importance, 100 * low as low,
    100 * high as high, performance, value_at_stake::double as stake, responses
from marts.experience_drivers
where weight_share is not null and performance is not null
order by outcome, driver
