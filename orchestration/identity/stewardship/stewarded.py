"""What became of stewards' decisions, and the links they made, for whoever reads the result."""

from __future__ import annotations

import duckdb

from orchestration.identity.scoring import score
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model


def publish(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Write `identity.decisions`, and `name_shares`, by which rare names weighed in this run.

    Adds the links that stewards made to `identity.links`.
    """
    shares = " union all ".join(
        f"select '{column}' as field, {column} as name, tf_{column} as share "
        f"from identity_work.frequency_{column}"
        for column in score.FREQUENCY_COLUMNS
    )
    connection.execute(
        f"""
        create or replace table identity.name_shares as from ({shares}) order by field, name;
        create or replace table identity.decisions as
        select
            d.decision_id, d.decision, d.record_a, d.record_b, d.author, d.reason, d.decided_on,
            d.expires_on,
            if(
                d.status = 'in_force' and (a.record_id is null or b.record_id is null),
                'waiting', d.status
            ) as status,
            d.overruled_by,
            a.customer_id as customer_a,
            b.customer_id as customer_b
        from identity_work.decision_states as d
        left join identity_work.numbered as a on d.record_a = a.record_id
        left join identity_work.numbered as b on d.record_b = b.record_id
        order by d.line;
        create or replace table identity_work.steward_pairs as
        select
            d.record_a, d.record_b, '0' as match_key,
            least(l.node, r.node) as join_key_l, greatest(l.node, r.node) as join_key_r
        from identity.decisions as d
        inner join identity_work.payload_records as l on d.record_a = l.record_id
        inner join identity_work.payload_records as r on d.record_b = r.record_id
        where d.status = 'in_force' and d.decision = 'link'
        """
    )
    if connection.execute("select count(*) from identity_work.steward_pairs").fetchall() == [(0,)]:
        return
    score.score(
        connection, model, payloads, pairs="steward_pairs", target="identity_work.scored_stewards"
    )
    weights = ", ".join(f"'{c.name}': round(s.weight_{c.name}, 3)" for c in COMPARISONS)
    connection.execute(
        f"""
        delete from identity.links as l using identity_work.steward_pairs as p
        where l.record_a = p.record_a and l.record_b = p.record_b;
        insert into identity.links
        select distinct
            p.record_a, p.record_b, 'steward', round(s.weight, 3), {{{weights}}}
        from identity_work.steward_pairs as p
        left join identity_work.scored_stewards as s
            on p.join_key_l = s.node_l and p.join_key_r = s.node_r
        order by 1, 2
        """
    )
