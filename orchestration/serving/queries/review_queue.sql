-- One row per question about who is who, those that hang on most evidence first.
select
    q.review_id, q.question, q.record_a, q.record_b, q.match_weight, q.why, q.customer_id,
    q.other_customer_id, count(*) over () as found
from published.marts.review_queue as q
inner join seen.customers as c on q.customer_id = c.customer_id
left join seen.customers as o on q.other_customer_id = o.customer_id
where q.other_customer_id is null or o.customer_id is not null
order by q.question, q.match_weight desc nulls last, q.review_id
limit $most
