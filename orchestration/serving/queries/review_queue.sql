-- One row per question about who is who, of people whom the role sees, most evidence first.
select
    review_id, question, record_a, record_b, match_weight, why, customer_id, other_customer_id,
    count(*) over () as found
from published.marts.review_queue
where customer_id in (select customer_id from seen.people)
    and (other_customer_id is null or other_customer_id in (select customer_id from seen.people))
order by question, match_weight desc nulls last, review_id
limit $most
