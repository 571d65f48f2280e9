"""The verdict on a sealed snapshot: what exactly was judged, by which suites, with which results.

It lies beside the snapshot as `verdict.json`, and its own sha256 is in the private build, in
`gates.verdicts`: a run that sealed nothing has no verdict, whatever the ledger of results says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration import gates, private
from orchestration.publishing.content import Content
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import VERDICT
from orchestration.settings import Settings


@dataclass(frozen=True)
class Sealed:
    """One mart as it was judged, and the sha256 of its Parquet file."""

    content: Content
    parquet_sha256: str


@dataclass(frozen=True)
class Verdict:
    """What was judged, and how; `built_at` in UTC.

    `judged_sha256` is the database as the gates read it, `database_sha256` the same with their
    results in it, which is what readers get. `suites` and `contracts` are digests. `roles` are the
    files of the roles' snapshots, paths within the build, each with its sha256.
    """

    build_id: str
    run_id: str
    built_at: datetime
    judged_sha256: str
    database_sha256: str
    suites: str
    contracts: str
    marts: dict[str, Sealed]
    results: tuple[gates.GateResult, ...]
    roles: dict[str, str] = field(default_factory=dict)


def contracts(settings: Settings) -> str:
    """The version of the departments' contracts: a sha256 over their names and contents."""
    found = hashlib.sha256()
    for path in sorted((settings.company / "departments").glob("*/_*.yml")):
        found.update(f"{path.relative_to(settings.company)}\0".encode())
        found.update(path.read_bytes() + b"\0")
    return found.hexdigest()


def write(connection: duckdb.DuckDBPyConnection, verdict: Verdict, folder: Path) -> None:
    """Write a verdict beside its snapshot, and its sha256 to `gates.verdicts`."""
    text = json.dumps(asdict(verdict) | {"built_at": str(verdict.built_at)}, indent=1) + "\n"
    private.write(folder / VERDICT, text)
    _prepare(connection)
    connection.execute(
        "insert into gates.verdicts values (?, ?, ?, now() at time zone 'UTC')",
        [verdict.run_id, verdict.build_id, hashlib.sha256(text.encode()).hexdigest()],
    )


def write_again(connection: duckdb.DuckDBPyConnection, before: bytes, after: bytes) -> None:
    """Write down that one text of a verdict stands for another; what was none of ours stays so."""
    _prepare(connection)
    hashes = [hashlib.sha256(text).hexdigest() for text in (after, before)]
    connection.execute(
        "insert into gates.verdicts select run_id, build_id, $1, judged_at from gates.verdicts "
        "where sha256 = $2 and $1 not in (select sha256 from gates.verdicts)",
        hashes,
    )


def read(connection: duckdb.DuckDBPyConnection, folder: Path) -> Verdict:
    """The verdict in a folder. Raises PublishError where there is none, or not the one written."""
    try:
        text = (folder / VERDICT).read_bytes()
    except OSError:
        raise PublishError(f"Nothing was published: {folder.name} was never judged.") from None
    _prepare(connection)
    known = connection.execute(
        "select 1 from gates.verdicts where sha256 = ?", [hashlib.sha256(text).hexdigest()]
    ).fetchall()
    if not known:
        raise PublishError(f"Nothing was published: the verdict on {folder.name} was altered.")
    said = json.loads(text)
    marts = {
        name: Sealed(
            Content(
                tuple((column, kind) for column, kind in one["content"]["columns"]),
                one["content"]["rows"],
                one["content"]["digest"],
            ),
            one["parquet_sha256"],
        )
        for name, one in said["marts"].items()
    }
    results = tuple(
        gates.GateResult(
            one["suite"],
            one["run_id"],
            one["rows"],
            tuple(gates.ExpectationResult(**found) for found in one["expectations"]),
        )
        for one in said["results"]
    )
    built_at = datetime.fromisoformat(said["built_at"])
    return Verdict(**(said | {"built_at": built_at, "marts": marts, "results": results}))


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    gates.prepare(connection)
    connection.execute(
        "create table if not exists gates.verdicts "
        "(run_id varchar, build_id varchar, sha256 varchar, judged_at timestamp)"
    )
