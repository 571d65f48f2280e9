select count(*) from (
            select c.customer_id
            from common as c
            inner join before_sizes as b on c.customer_id = b.customer_id
            anti join stewarded as s on c.customer_id = s.customer_id
            where b.n >= {grew_from}
            group by c.customer_id, b.n having count(*) >= 2 * b.n
        )
