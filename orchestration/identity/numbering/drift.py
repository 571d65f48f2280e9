"""How far this build's customers are from those that readers see: measured here, gated in suites.

The published crosswalk is what is compared with, so a build that never was published, or was rolled
back, is no standard. Without one every measure is within its limit. What a year of new records
brings is no drift: all but the first measure look only at records that were published before.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import at_rest, queries
from orchestration.identity.numbering import mixed

SMALL = 30  # records a customer may always have
GREW_FROM = 10  # records from which doubling is looked at customer by customer
MAY_GO = 0.05  # share of the published numbers; a tenth more records costs 0.002 of them
MAY_DOUBLE = 0.0005  # share of the published customers that may


def _share(condition: str, customer: str) -> str:
    return (
        f"select avg(({condition})::int) from "
        f"(select count(*) over (partition by {customer}) as n from common)"
    )


# Measure → what it is now, what it was (`before`), and the largest it may be.
_MEASURES = {
    "records_of_the_largest_customer": (
        "select max(n) from now_sizes",
        "select max(n) from before_sizes",
        f"greatest(2 * before - 1, {SMALL})",
    ),
    "customers_doubled": (
        queries.filled(__file__, "grown_together.sql", grew_from=GREW_FROM),
        # What may happen: in a large company late evidence now and then joins two good customers.
        "select count(*) from before_sizes",
        f"floor({MAY_DOUBLE} * before)",
    ),
    "records_per_customer": (
        "select count(*) / nullif(count(distinct customer_id), 0) from common",
        "select count(*) / nullif(count(distinct published_id), 0) from common",
        "1.1 * before",
    ),
    "records_per_customer_99th_percentile": (
        "select quantile_disc(n, 0.99) from "
        "(select count(*) as n from common group by customer_id)",
        "select quantile_disc(n, 0.99) from "
        "(select count(*) as n from common group by published_id)",
        "2 * before - 1",
    ),
    "share_of_customers_with_mixed_names": (
        "select avg(is_mixed::int) from mixed_now",
        "select avg(is_mixed::int) from mixed_before",
        "greatest(1.5 * before, before + 0.005)",
    ),
    "share_of_published_numbers_gone": (
        """select avg((n.customer_id is null)::int)
        from before_sizes as b left join now_sizes as n on b.customer_id = n.customer_id""",
        "select 0",
        f"{MAY_GO}",
    ),
    "share_of_records_linked": (
        _share("n > 1", "customer_id"),
        _share("n > 1", "published_id"),
        "before + 0.05",
    ),
    "share_of_records_alone": (
        _share("n = 1", "customer_id"),
        _share("n = 1", "published_id"),
        "before + 0.05",
    ),
}


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what lives across runs: the drift that a steward accepted."""
    connection.execute(
        "create table if not exists identity.accepted_drift "
        "(customers_hash varchar, author varchar, reason varchar, accepted_on date)"
    )


def measure(
    connection: duckdb.DuckDBPyConnection, published: Path | None, erased: str | None = None
) -> None:
    """Write `identity.drift`: one row per measure, with `value`, `before` and `largest`.

    `published` is the Parquet file of the published crosswalk, `erased` a relation of the
    `record_id`s in it that are erased people's. Reads `identity_work.numbered`,
    `payloads` and `payload_records`.
    """
    create_tables(connection)
    if published is None or not published.exists():
        source = "select null::varchar as record_id, null::varchar as customer_id where false"
    else:
        source = (
            f"select record_id, customer_id from {at_rest.from_parquet(connection, published)} "
            "where valid_to is null"
            + (f" and record_id not in (select record_id from {erased})" if erased else "")
        )
    connection.execute(
        queries.filled(
            __file__,
            "sizes_before_and_now.sql",
            source=source,
            mixed_now=mixed.query("mixed_now", "customer_id"),
            mixed_before=mixed.query("mixed_before", "published_id"),
        )
    )
    rows = " union all ".join(
        f"select '{name}' as measure, value, before, "
        f"if(before is null, null, cast({largest} as double)) as largest from "
        f"(select cast(({now}) as double) as value, cast(({before}) as double) as before)"
        for name, (now, before, largest) in _MEASURES.items()
    )
    connection.execute(queries.filled(__file__, "drift.sql", rows=rows, hashed=_HASH))


def accept(
    connection: duckdb.DuckDBPyConnection, author: str, reason: str, accepted_on: str
) -> int:
    """Accept the customers as they are now, and only these; return the measures out of limit."""
    create_tables(connection)
    connection.execute(
        f"insert into identity.accepted_drift select ({_HASH}), ?, ?, cast(? as date)",
        [author, reason, accepted_on],
    )
    connection.execute("update identity.drift set is_accepted = true")
    rows = connection.execute(
        "select count(*) from identity.drift where not is_within_limit"
    ).fetchall()
    return int(rows[0][0])


_HASH = (
    "select cast(bit_xor(md5_number_lower(record_id || '|' || customer_id)) as varchar) "
    "from identity.crosswalk where valid_to is null"
)
