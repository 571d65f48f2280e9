"""What a person should decide: why it is open, and the command that would settle it."""

from __future__ import annotations

import duckdb

from orchestration.identity import sources
from orchestration.identity.model import Model

LARGE = 60  # payloads of a customer from which somebody should look
STRONG = 6.0  # bits above the threshold from which a link not made is strange
NEAR = 1.0  # bits around the threshold within which one more field would turn the answer

_COMMAND = "'customer360 identity {} ' || record_a || ' ' || record_b || ' --reason …'"
_BITS = "printf('%.1f', match_weight)"
# Question → why it is asked, and what settles it: SQL over the columns of an item.
_WORDS = {
    "contradictory_decisions": (
        "'Decisions ' || decision_id || ' and ' || overruled_by || ' cannot both hold; the newer '"
        " || 'one does.'",
        "'customer360 identity undo ' || decision_id",
    ),
    "second_record_in_source": (
        "'This source keeps one record per person, yet two of them are one customer.'",
        _COMMAND.format("unlink"),
    ),
    "large_customer": (
        "size || ' different sets of details; the pair named hangs on least.'",
        _COMMAND.format("unlink"),
    ),
    "strong_link_not_made": (
        f"'The two agree by ' || {_BITS} || ' bits, but other records of their customers "
        "contradict.'",
        _COMMAND.format("link"),
    ),
    "nearly_linked": (
        f"'Their agreement weighs ' || {_BITS} || ' bits, a little less than needed.'",
        _COMMAND.format("link"),
    ),
    "barely_linked": (
        f"'Nothing holds this record but ' || {_BITS} || ' bits, a little more than needed.'",
        _COMMAND.format("unlink"),
    ),
}


def publish(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Write `identity.review_items`: one row per open question.

    What a steward decided in force is not asked again. Reads `identity_work.edges`, `inside`,
    `payload_records`, `numbered`, and `identity.decisions`.
    """
    _doubts(connection, model)
    why = " ".join(f"when '{name}' then {said}" for name, (said, _) in _WORDS.items())
    command = " ".join(f"when '{name}' then {said}" for name, (_, said) in _WORDS.items())
    connection.execute(
        f"""
        create or replace table identity.review_items as
        select
            md5(concat_ws('|', question, record_a, record_b, decision_id)) as review_id,
            question,
            customer_id,
            other_customer_id,
            record_a,
            record_b,
            size,
            round(match_weight, 3) as match_weight,
            case question {why} end as why,
            case question {command} end as command
        from identity_work.doubts as d
        anti join (
            select record_a, record_b from identity.decisions where status = 'in_force'
        ) as decided
            on d.question <> 'contradictory_decisions'
            and d.record_a = decided.record_a and d.record_b = decided.record_b
        order by question, match_weight desc nulls last, record_a, record_b, review_id
        """
    )


def _doubts(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    link = model.link_weight
    connection.execute(
        f"""
        create or replace table identity_work.faces as
        select p.node, min(p.record_id) as record_id, any_value(n.customer_id) as customer_id
        from identity_work.payload_records as p
        inner join identity_work.numbered as n on p.record_id = n.record_id
        group by p.node;
        create or replace table identity_work.doubts as
        with across as (
            select
                l.record_id as a, r.record_id as b, l.customer_id, r.customer_id as other,
                e.weight
            from identity_work.edges as e
            inner join identity_work.faces as l on e.node_l = l.node
            inner join identity_work.faces as r on e.node_r = r.node
            where e.apart is null and e.weight >= {link - NEAR}
                and l.customer_id <> r.customer_id
            qualify row_number() over (
                partition by
                    least(l.customer_id, r.customer_id), greatest(l.customer_id, r.customer_id)
                order by e.weight desc, a, b
            ) = 1
        ),
        ends as (
            select node_l as node, node_r as other, weight from identity_work.inside
            union all
            select node_r, node_l, weight from identity_work.inside
        ),
        held as (
            select f.record_id as a, o.record_id as b, f.customer_id, e.weight
            from ends as e
            inner join identity_work.faces as f on e.node = f.node
            inner join identity_work.faces as o on e.other = o.node
            qualify row_number() over (partition by e.node order by e.weight desc, b) = 1
        ),
        sizes as (
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
            from across
            where weight >= {link + STRONG} or weight < {link}
            union all
            select 'barely_linked', customer_id, null, a, b, null, weight, null, null
            from held where weight between {link} and {link + NEAR}
            union all
            select 'large_customer', s.customer_id, null, h.a, h.b, s.payloads, h.weight, null, null
            from sizes as s
            inner join held as h on s.customer_id = h.customer_id
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
