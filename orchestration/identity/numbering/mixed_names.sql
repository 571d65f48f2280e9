create or replace temp table {table} as
with names as (
    select distinct c.{customer} as customer, p.given_name, p.given_forms
    from common as c
    inner join identity_work.payload_records as r on c.record_id = r.record_id
    inner join identity_work.payloads as p on r.node = p.node
    where length(p.given_name) > 1
),
mixed as (
    select distinct a.customer
    from names as a
    inner join names as b on a.customer = b.customer and a.given_name < b.given_name
    where not list_has_any(a.given_forms, b.given_forms)
        and jaro_winkler_similarity(a.given_name, b.given_name) < 0.78
        and not contains(a.given_name, b.given_name)
        and not contains(b.given_name, a.given_name)
)
select s.customer, m.customer is not null as is_mixed
from (
    select {customer} as customer from common group by 1 having count(*) > 1
) as s
left join mixed as m on s.customer = m.customer
