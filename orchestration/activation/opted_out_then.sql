select distinct customer_id, 'opted_out', 1, null::date
from {marts}.consent_states
where purpose = {purpose} and channel = {channel}
    and not is_allowed and valid_from < {next_day}
    and (valid_to is null or valid_to > {day})
