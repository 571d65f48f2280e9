-- One row per purpose and set of reasons for which nothing may be sent to a customer now.
select purpose, reasons, until_on, list(channel order by channel) as channels
from published.marts.contact_suppressions
where customer_id = $customer_id
group by purpose, reasons, until_on
order by purpose, until_on nulls first, reasons
limit 80
