"""A company of many millions of touchpoints, cloned from a built one by SQL.

Every clone repeats one slice of the built company's time under keys of its own, so that the
touchpoints per customer can be thinned to those of a company with many customers and few contacts.
What the measured models read and do not build is cloned; nothing is simulated.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

# When each cloned table happened: what falls into a clone's slice of time. The others stay whole.
WHEN = {
    "touchpoints_recorded": "occurred_at",
    "orders": "ordered_at",
    "purchases": "purchased_on",
    "contracts": "issued_at",
    "claims": "opened_at",
    "cases": "opened_at",
    "deliveries": "dispatched_on",
    "decisions": "decided_at",
    "lifecycle_events": "on_date",
    "book_positions": "month",
}
TABLES = (*WHEN, "customers", "crosswalk", "customer_tenures")
# The calendar, which is the same for every clone.
COPIED = ("months",)
SHARED_KEYS = ("campaign_id",)
OWN_KEYS = ("renewal_of", "renewed_by")


def clone(source: Path, target: Path, touchpoints: int, slices: int, memory: str) -> dict[str, int]:
    """Fill `target`, a new database, until it holds about so many touchpoints; count what it holds.

    `slices` is into how many parts the source's time is cut, each clone being one of them.
    """
    target.unlink(missing_ok=True)
    recorded = target.with_suffix(".parquet")
    with duckdb.connect(str(source), read_only=True) as connection:
        # A view over the departments' tables, which no other database can read.
        connection.execute(f"copy conformed.touchpoints_recorded to '{recorded}'")
    with duckdb.connect(str(target), config={"threads": 2, "memory_limit": memory}) as connection:
        connection.execute(f"attach '{source}' as built (read_only)")
        connection.execute(
            f"create table main.touchpoints_recorded as from read_parquet('{recorded}')"
        )
        recorded.unlink()
        for schema in ("conformed", "marts", "rules", "statistics", "landing"):
            connection.execute(f"create schema if not exists {schema}")
        _copy(connection)
        clones = _clones(connection, touchpoints, slices)
        for table in TABLES:
            _clone_table(connection, f"conformed.{table}", clones, slices)
        _clone_table(connection, "statistics.text_readings", clones, slices)
        return {
            "touchpoints": _one(connection, "select count(*) from conformed.touchpoints_recorded"),
            "customers": _one(connection, "select count(*) from conformed.customers"),
        }


def _copy(connection: duckdb.DuckDBPyConnection) -> None:
    """What does not grow with the number of customers."""
    policies = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'built' and schema_name = 'rules'"
    ).fetchall()
    for (name,) in policies:
        connection.execute(f"create table rules.{name} as from built.rules.{name}")
    connection.execute(
        "create table statistics.channel_removal_effects as "
        "from built.statistics.channel_removal_effects"
    )
    connection.execute("create table landing.as_of as from built.landing.as_of")
    for name in COPIED:
        connection.execute(f"create table conformed.{name} as from built.conformed.{name}")


def _clones(connection: duckdb.DuckDBPyConnection, touchpoints: int, slices: int) -> int:
    """Cut the touchpoints' time evenly into slices; return how many clones reach the target."""
    connection.execute(
        f"""
        create table main.ends as
        select slice, max(occurred_at) as ends_at
        from (
            select occurred_at, ntile({slices}) over (order by occurred_at) - 1 as slice
            from main.touchpoints_recorded
        )
        group by slice
        """
    )
    rows = int(_one(connection, "select count(*) from main.touchpoints_recorded"))
    return max(slices, round(touchpoints / rows * slices))


def _clone_table(
    connection: duckdb.DuckDBPyConnection, name: str, clones: int, slices: int
) -> None:
    table = name.split(".")[1]
    source = f"main.{table}" if table == "touchpoints_recorded" else f"built.{name}"
    columns = connection.execute(f"describe {source}").fetchall()
    keys = {
        name
        for name, kind, *_ in columns
        if kind == "VARCHAR"
        and (name.endswith(("_id", "_number")) or name in OWN_KEYS)
        and name not in SHARED_KEYS
    }
    chosen = ", ".join(
        f"{name} || '~' || clone as {name}" if name in keys else name for name, *_ in columns
    )
    if table in WHEN:
        # The slice of a row is the first that ends no earlier than the row happened.
        rows = f"""
            {source} asof join main.ends on {WHEN[table]} <= ends_at
            inner join clones on clone % {slices} = slice
        """
    else:
        rows = f"{source} cross join clones"
    key = {"crosswalk": "record_id", "text_readings": "interaction_id"}.get(table)
    known = f"where {key} in (select {key} from conformed.touchpoints_recorded)" if key else ""
    ordered = "order by department, occurred_at"
    connection.execute(
        f"""
        create table {name} as
        with clones as (select range as clone from range({clones})),
        cloned as (select {chosen} from {rows})
        from cloned
        {known}
        {ordered if table == "touchpoints_recorded" else ""}
        """
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
