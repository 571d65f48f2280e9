"""From a sealed and judged candidate to what readers see, as the last step of a run or alone.

Alone is for a run whose gates passed and whose publishing did not: the disk was full, or it was
killed. `customer360 run` does so by itself where it would stand on the same files and rules.
Nothing is built or judged again, and nothing else can be published that way: the verdict must
still be that of these very files, marts, suites and contracts.
"""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration import journal, landing, publishing
from orchestration.gates.seams import required
from orchestration.settings import Settings


def promote(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    manifest: dict[str, Any],
    *,
    run_id: str,
    build_id: str | None = None,
) -> publishing.Published:
    """Publish what a run sealed, and write it to the journal `builds`.

    `manifest` is dbt's, and says which gates the run must have passed. Raises PublishError as
    `publishing.publish` does.
    """
    build = publishing.publish(
        settings, connection, run_id=run_id, build_id=build_id, required_gates=required(manifest)
    )
    _write_down(settings, connection, build)
    return build


def _write_down(
    settings: Settings, connection: duckdb.DuckDBPyConnection, build: publishing.Published
) -> None:
    journal.of(settings, "builds").append(
        [
            {
                "event": "published",
                "build_id": build.build_id,
                "run_id": build.run_id,
                "as_of": landing.as_of(connection).isoformat(),
                "built_at": str(build.built_at),
                "database_sha256": build.database_sha256,
            }
        ]
    )


def promote_waiting(
    settings: Settings, connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]
) -> publishing.Published:
    """Publish the newest candidate that was judged and that readers have never seen.

    Raises PublishError where there is none, or as `promote` does.
    """
    run_id = publishing.waiting(settings, connection)
    if run_id is None:
        raise publishing.PublishError(
            "Nothing waits to be published: no run has sealed marts that readers have not seen."
        )
    return promote(settings, connection, manifest, run_id=run_id)


def promote_interrupted(
    settings: Settings, connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any], run_id: str
) -> publishing.Published | None:
    """Go on where a run was interrupted behind its last gate; None where it had not come so far.

    Readers may have been pointed to its build already, and only the journal not know.
    """
    build = publishing.current(settings)
    if build is not None and build.run_id == run_id:
        written = [event["build_id"] for event in journal.of(settings, "builds").events()]
        if written[-1:] != [build.build_id]:
            _write_down(settings, connection, build)
        return build
    if publishing.waiting(settings, connection) != run_id:
        return None
    try:
        return promote(settings, connection, manifest, run_id=run_id)
    except publishing.PublishError:  # its gates failed, or it is not what they saw any more
        return None
