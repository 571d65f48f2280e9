select customer_id, state as reason, 1 as reasons, max(valid_to)::date as until_on
from {marts}.person_states
where state not in ({permitting})
    and coalesce(channel, {channel}) = {channel}
    and valid_from < {next_day} and (valid_to is null or valid_to > {day})
group by customer_id, state
