"""A published build grown to many customers: its people again and again, each under a new number.

Rows about somebody are repeated with the numbers, names and addresses of each repetition; marts
about nobody in particular stay as they are. The rows come in the order of the repetitions, so that
every customer's lie scattered, and are written in the order in which publishing writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import duckdb

from orchestration.publishing.snapshot import Description, sorting
from orchestration.quoting import literal, quoted

# What the page reads about people. The others, such as facts for BI tools, stay as they are.
GROWN = (
    "alerts", "attribute_conflicts", "communication_conflicts", "communications",
    "consent_breaches", "consent_states", "contact_points", "contact_pressure",
    "contact_suppressions", "customer_360", "customer_crosswalk", "customer_names",
    "customer_redirects", "household_360", "household_members", "journey_steps", "journeys",
    "lifecycle_events", "next_best_actions", "quality_issues", "review_queue",
)  # fmt: skip
# As many rows as customers allow would fill the disk: of these every fifth repetition is kept.
FIFTH = ("attribute_conflicts", "journey_steps")
_NUMBERS = (
    "customer_id", "household_id", "customer_a", "customer_b", "replaced_by", "other_customer_id",
)  # fmt: skip
_KEYS = (
    "journey_id", "record_id", "source_record_id", "message_id", "message_a", "message_b",
    "alert_id", "crosswalk_id", "lifecycle_event_id", "attribute_conflict_id", "issue_id",
    "household_member_id", "review_id", "record_a", "record_b",
)  # fmt: skip
_NAMES = ("display_name", "family_name")


def grow(
    source: Path, folder: Path, customers: int, described: Mapping[str, Description]
) -> dict[str, int]:
    """Publish, in `folder`, the build in `source` grown to some `customers`; rows by mart."""
    target = folder / "builds" / "grown" / "c360.duckdb"
    target.parent.mkdir(parents=True)
    config = {
        "memory_limit": "2500MB", "threads": 2, "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }  # fmt: skip
    rows: dict[str, int] = {}
    with duckdb.connect(config=config) as connection:
        connection.execute(
            f"attach {literal(source / 'c360.duckdb')} as small (read_only); "
            f"attach {literal(target)} as grown (storage_version 'v1.0.0'); "
            "create schema grown.marts"
        )
        one = connection.execute("select count(*) from small.marts.customer_360").fetchone()
        assert one is not None
        times = -(-customers // int(one[0]))
        marts = connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'small' and schema_name = 'marts' order by table_name"
        ).fetchall()
        for (mart,) in marts:
            rows[mart] = _write(connection, mart, times, described)
        connection.execute("checkpoint grown")
    _seal(target)
    (folder / "current").symlink_to("builds/grown")
    return rows


def _write(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    times: int,
    described: Mapping[str, Description],
) -> int:
    columns = [
        str(row[0]) for row in connection.execute(f"describe small.marts.{quoted(mart)}").fetchall()
    ]
    values, repeated = "*", ""
    if mart in GROWN:
        values = ", ".join(f"{_again(name)} as {quoted(name)}" for name in columns)
        kept = times // 5 if mart in FIFTH else times
        repeated = (
            "(select r, printf('%04X', r) as code, "
            "chr(97 + r % 26) || chr(97 + r // 26 % 26) as letters "
            f"from (select unnest(range({kept}))::integer as r)) as again, "
        )
    connection.execute(
        f"create table grown.marts.{quoted(mart)} as select {values} "
        f"from {repeated}small.marts.{quoted(mart)} as m "
        f"{sorting(columns, described.get(mart))}"
    )
    found = connection.execute(f"select count(*) from grown.marts.{quoted(mart)}").fetchone()
    assert found is not None
    return int(found[0])


def _again(name: str) -> str:
    """The value of a column in a repetition."""
    column = f"m.{quoted(name)}"
    if name in _NUMBERS:
        return (
            f"case when {column} = 'unknown' then {column} "
            f"else substr({column}, 1, 8) || again.code end"
        )
    if name in _KEYS:
        return f"{column} || '-' || again.code"
    if name in _NAMES:
        return f"case when again.r % 7 = 0 then {column} else {column} || again.letters end"
    if name == "word":
        return f"case when again.r % 3 = 0 then {column} else {column} || again.letters end"
    if name in ("email", "value"):
        return f"case when {column} like '%@%' then again.code || {column} else {column} end"
    return column


def _seal(database: Path) -> None:
    with database.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    (database.parent / "manifest.json").write_text(
        json.dumps(
            {
                "build_id": "grown",
                "built_at": "2026-11-30 00:00:00",
                "database_sha256": digest,
                "marts": [],
            }
        ),
        encoding="utf-8",
    )
