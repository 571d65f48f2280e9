select customer_id, 'cap_reached', 1, null::date
from {marts}.communications
where is_promotional and customer_id is not null
    and {channel} in (channel, 'total')
    and sent_at < {next_day}
    and sent_at >= {next_day} - {days}
group by customer_id
having count(*) >= {most}
