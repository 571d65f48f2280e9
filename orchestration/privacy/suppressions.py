"""Erased people in sources that are queried where they live: left out as the view is read.

Nothing of such a source is in the archive, so nothing can be redacted; the department has to erase
the person there.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import at_rest
from orchestration.company.departments import Extract
from orchestration.privacy import keys, tombstones
from orchestration.quoting import quoted
from orchestration.settings import Settings


def write(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Write `landing.suppressions` and `landing.erased_people` anew.

    The first holds hashes of the records of erased people, the second the numbers that took their
    place, and which of these are of one person.
    """
    found = [one for one in tombstones.every(settings) if one.kind == "id"]
    connection.execute("delete from landing.suppressions; delete from landing.erased_people")
    if found:
        connection.execute(
            "insert into landing.suppressions select unnest(?::varchar[]), unnest(?::date[])",
            [[one.hash for one in found], [one.erased_on for one in found]],
        )
        connection.execute(
            "insert into landing.erased_people "
            "select distinct unnest(?::varchar[]), unnest(?::varchar[])",
            [[one.stands_as for one in found], [one.person for one in found]],
        )


def published_erased(
    connection: duckdb.DuckDBPyConnection, settings: Settings, published: Path | None
) -> str | None:
    """A temporary table of the published records that have been erased since; None without any.

    `published` is the crosswalk that readers see. Whom an erasure took is no drift.
    """
    if published is None or not published.exists() or not tombstones.count(settings):
        return None
    keys.add_macros(connection, keys.key(settings))
    connection.execute(
        "create or replace temp table published_erased as select distinct record_id "
        f"from {at_rest.from_parquet(connection, published)} "
        "where keyed('id|' || department || '|' || upper(trim(source_record_id))) "
        "in (select record_hash from landing.suppressions)"
    )
    return "published_erased"


def condition(extract: Extract, settings: Settings) -> str:
    """SQL that is true for records of erased people; empty where there are none.

    It stands in a view of the private warehouse, and with it what the company's key is made into.
    """
    if not extract.record_ids or not tombstones.count(settings):
        return ""
    secret = keys.key(settings)
    return " or ".join(
        keys.expression(
            secret, f"'id|{namespace}|' || upper(trim(cast({quoted(name)} as varchar)))"
        )
        + " in (select record_hash from landing.suppressions)"
        for namespace, name in extract.record_ids
    )
