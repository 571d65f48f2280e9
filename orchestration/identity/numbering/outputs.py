"""The tables others read: what matched each record, the links, the normal forms."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.identity.scoring import score
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model

ERASED = -(2**60)  # below every label of a group that a steward joined or parted
_FACE = ("k.family_name", "k.birth_on", "k.email", "k.phone", "k.postcode")


def assign(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.assigned`: each record, its group, why it is in it, and its face.

    The face is what `given_away.sql` compares.
    """

    def hashed(value: str) -> str:
        return f"coalesce(substr(sha256(cast({value} as varchar)), 1, 8), '')"

    connection.execute(
        f"""
        create or replace table identity_work.inside as
        with held as (select distinct node, grp from identity_work.record_groups)
        select e.*, g.grp
        from identity_work.edges as e
        inner join held as g on e.node_l = g.node
        inner join held as h on e.node_r = h.node and g.grp = h.grp;
        create or replace table identity_work.assigned as
        with best as (
            select node, grp, max(weight) as weight
            from (
                select node_l as node, grp, weight from identity_work.inside
                union all
                select node_r, grp, weight from identity_work.inside
            )
            group by node, grp
        ),
        steward as (
            select record_a as record_id from identity_work.decided where together
            union select record_b from identity_work.decided where together
        ),
        twins as (
            select node, grp from identity_work.record_groups
            group by node, grp having count(*) > 1
        )
        select
            p.record_id,
            k.department,
            substr(p.record_id, length(k.department) + 2) as source_record_id,
            k.first_seen_at,
            p.base,
            p.grp,
            case
                when s.record_id is not null then 'steward'
                when b.weight is not null and b.weight > 0 then 'score'
                when t.node is not null then 'identical'
                else 'alone'
            end as matched_by,
            round(b.weight, 3) as match_weight,
            concat_ws(
                '|',
                coalesce(case when length(k.given_name) > 1 then array_to_string(
                    list_transform(list_sort(f.given_forms), lambda form: {hashed("form")}), ','
                ) end, ''),
                {", ".join(hashed(column) for column in _FACE)},
                coalesce(cast(cast(k.first_seen_at as date) as varchar), '')
            ) as face
        from identity_work.record_groups as p
        inner join identity_work.standardised as k on p.record_id = k.record_id
        inner join identity_work.payloads as f on p.node = f.node
        left join best as b on p.node = b.node and p.grp = b.grp
        left join steward as s on p.record_id = s.record_id
        left join twins as t on p.node = t.node and p.grp = t.grp
        """
    )
    _keep_together(connection)


def _keep_together(connection: duckdb.DuckDBPyConnection) -> None:
    """Records that stay of an erased person say nothing any more, yet are one customer's."""
    if not connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'landing' "
        "and table_name = 'erased_people'"
    ).fetchall():
        return
    connection.execute(
        f"""
        update identity_work.assigned set
            base = e.grp,
            grp = e.grp,
            matched_by = if(e.records > 1, 'identical', 'alone'),
            match_weight = null
        from (
            select
                a.record_id,
                {ERASED} - dense_rank() over (order by p.person) as grp,
                count(*) over (partition by p.person) as records
            from identity_work.assigned as a
            inner join landing.erased_people as p on a.source_record_id = p.source_record_id
        ) as e
        where assigned.record_id = e.record_id
        """
    )


def also_named(connection: duckdb.DuckDBPyConnection) -> None:
    """Write into `identity.crosswalk` the second customer whom a record names, where it does."""
    queries.run(connection, __file__, "parties.sql")


def publish(connection: duckdb.DuckDBPyConnection, model: Model, payloads: int) -> None:
    """Write `identity.standardised` and `links`."""
    weights = ", ".join(f"'{c.name}': round(i.weight_{c.name}, 3)" for c in COMPARISONS)
    connection.execute(
        """
        create or replace table identity_work.selves as
        select '0' as match_key, node as join_key_l, node as join_key_r
        from identity_work.payload_records group by node having count(*) > 1
        """
    )
    score.score(connection, model, payloads, pairs="selves", target="identity_work.scored_selves")
    connection.execute(
        f"""
        create or replace table identity.standardised as
        select
            record_id, named, given_name, middle_name, family_name, birth_on, email, phone,
            phone_alternative, address_line, flat as unit, city, postcode, national_id,
            loyalty_number
        from identity_work.standardised
        order by record_id;

        create or replace table identity.links as
        with faces as (
            select node, grp, min(record_id) as face
            from identity_work.record_groups group by node, grp
        )
        select
            least(l.face, r.face) as record_a,
            greatest(l.face, r.face) as record_b,
            'score' as matched_by,
            round(i.weight, 3) as match_weight,
            {{{weights}}} as weights
        from identity_work.inside as i
        inner join faces as l on i.node_l = l.node and i.grp = l.grp
        inner join faces as r on i.node_r = r.node and i.grp = r.grp
        where i.weight > 0 and i.apart is null
        union all
        select f.face, p.record_id, 'identical', round(i.weight, 3), {{{weights}}}
        from identity_work.record_groups as p
        inner join faces as f on p.node = f.node and p.grp = f.grp
        inner join identity_work.scored_selves as i on p.node = i.node_l
        where p.record_id <> f.face
        order by 1, 2
        """
    )
