"""Which pairs of records a person should look at: links that hardly hold, or hardly fail.

What is certain is not asked. Two records may agree by many bits and still be father and son: where
the rest of their customers contradicts clearly, nobody needs to look, unless they agree by more
than a mean ever counts.
"""

from __future__ import annotations

import duckdb

from orchestration.identity.linking import cluster, means
from orchestration.identity.scoring import sources
from orchestration.identity.scoring.model import Model

LARGE = 60  # payloads of a customer from which somebody should look
STRONG = 6.0  # bits that a pair must exceed, and a mean may lack, for a link not made to be strange
NEAR = 1.0  # bits around the threshold within which one more field would turn the answer
# Two records of one customer of which each names its own. People change e-mail and phone: that asks
# nothing where the two would link all the same.
_CONTRADICTED = (
    "e.gamma_birth = 0 or e.gamma_middle = 0 or e.gamma_identifier = 0 "
    "or (e.gamma_email = 0 and e.gamma_phone = 0 and e.weight < {link})"
)


def collect(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Write `identity_work.doubts`: question, customers, records, size, weight, decisions.

    Reads `identity_work.edges`, `inside`, `payload_records`, `numbered` and `identity.decisions`.
    """
    _across(connection, model)
    _within(connection, model)
    _ask(connection, model)


def _across(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`identity_work.across`: the best pair of two customers, and their mean as clustering sees it.

    Only of customers that a pair nearly links.
    """
    connection.execute(
        f"""
        create or replace table identity_work.faces as
        select p.node, min(p.record_id) as record_id, n.customer_id
        from identity_work.payload_records as p
        inner join identity_work.numbered as n on p.record_id = n.record_id
        group by p.node, n.customer_id;
        create or replace table identity_work.nearest as
        select
            l.record_id as a, r.record_id as b, l.customer_id, r.customer_id as other, e.weight
        from identity_work.edges as e
        inner join identity_work.faces as l on e.node_l = l.node
        inner join identity_work.faces as r on e.node_r = r.node
        where e.apart is null and e.weight >= {model.link_weight - NEAR}
            and l.customer_id <> r.customer_id
        qualify row_number() over (
            partition by
                least(l.customer_id, r.customer_id), greatest(l.customer_id, r.customer_id)
            order by e.weight desc, a, b
        ) = 1;
        create or replace table identity_work.concerned as
        select f.*
        from identity_work.faces as f
        semi join (
            select customer_id from identity_work.nearest
            union all select other from identity_work.nearest
        ) as n on f.customer_id = n.customer_id;
        create or replace table identity_work.across as
        with between_customers as (
            select
                least(l.customer_id, r.customer_id) as low,
                greatest(l.customer_id, r.customer_id) as high,
                {means.seen("e")} as mean
            from identity_work.edges as e
            inner join identity_work.concerned as l on e.node_l = l.node
            inner join identity_work.concerned as r on e.node_r = r.node
            where l.customer_id <> r.customer_id
            group by 1, 2
        )
        select n.*, m.mean
        from identity_work.nearest as n
        inner join between_customers as m
            on least(n.customer_id, n.other) = m.low and greatest(n.customer_id, n.other) = m.high
        """
    )


def _within(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`identity_work.held`: what holds each payload best; `torn`: pairs that contradict."""
    connection.execute(
        f"""
        create or replace table identity_work.held as
        with ends as (
            select node_l as node, node_r as other, weight from identity_work.inside
            union all
            select node_r, node_l, weight from identity_work.inside
        )
        select f.record_id as a, o.record_id as b, f.customer_id, e.weight
        from ends as e
        inner join identity_work.faces as f on e.node = f.node
        inner join identity_work.faces as o on e.other = o.node and f.customer_id = o.customer_id
        qualify row_number() over (
            partition by e.node, f.customer_id order by e.weight desc, b
        ) = 1;
        create or replace table identity_work.torn as
        select l.record_id as a, r.record_id as b, l.customer_id, e.weight
        from identity_work.inside as e
        inner join identity_work.faces as l on e.node_l = l.node
        inner join identity_work.faces as r on e.node_r = r.node and l.customer_id = r.customer_id
        where {_CONTRADICTED.format(link=model.link_weight)}
        qualify row_number() over (partition by l.customer_id order by e.weight, a, b) = 1
        """
    )


def _ask(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    link = model.link_weight
    connection.execute(
        f"""
        create or replace table identity_work.doubts as
        with sizes as (
            select customer_id, count(*) as payloads
            from identity_work.faces group by customer_id having count(*) > {LARGE}
        ),
        kept as (
            select
                i.department, i.entity, n.customer_id, count(*) as records,
                min(i.record_id) as a, max(i.record_id) as b
            from identity_work.payload_records as i
            inner join identity_work.numbered as n on i.record_id = n.record_id
            group by i.department, i.entity, n.customer_id
        ),
        asked as (
            select
                if(weight >= {link + STRONG}, 'strong_link_not_made', 'nearly_linked') as question,
                customer_id, other, a, b, null as size, weight, null as decision_id,
                null as overruled_by
            from identity_work.across
            where (weight >= {link + STRONG} or weight < {link})
                and (mean >= {-STRONG} or weight >= {cluster.CLIP_HIGH})
            union all
            select 'barely_linked', customer_id, null, a, b, null, weight, null, null
            from identity_work.held where weight between {link} and {link + NEAR}
            union all
            select 'contradicts_itself', customer_id, null, a, b, null, weight, null, null
            from identity_work.torn
            union all
            select 'large_customer', s.customer_id, null, h.a, h.b, s.payloads, h.weight, null, null
            from sizes as s
            inner join identity_work.held as h on s.customer_id = h.customer_id
            qualify row_number() over (partition by s.customer_id order by h.weight, h.a) = 1
            union all
            select 'second_record_in_source', customer_id, null, a, b, records, null, null, null
            from kept
            window source as (partition by department, entity)
            qualify records > 1
                and count(*) over source >= {sources.CUSTOMERS_FROM}
                and avg(cast(records > 1 as int)) over source <= {sources.RARE}
            union all
            select
                'contradictory_decisions', customer_a, nullif(customer_b, customer_a), record_a,
                record_b, null, null, decision_id, overruled_by
            from identity.decisions where overruled_by is not null and status <> 'undone'
        )
        select
            question, customer_id, other as other_customer_id, least(a, b) as record_a,
            greatest(a, b) as record_b, size, weight as match_weight, decision_id, overruled_by
        from asked
        qualify row_number() over (
            partition by question, record_a, record_b, decision_id order by customer_id
        ) = 1
        """
    )
