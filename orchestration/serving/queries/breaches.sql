-- One row per department and channel: messages sent after consent had been withdrawn.
select department, channel, purpose, count(*) as messages, max(sent_at) as last_at
from published.marts.consent_breaches
group by department, channel, purpose
order by messages desc, department, channel, purpose
limit 60
