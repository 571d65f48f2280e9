"""Sealing a candidate, and having it judged: the marts' gates run on the file readers would get.

    published/builds/<build_id>.candidate/   written whole, made read-only, then judged

The results of the gates are a mart too, which can only be written after them; so the file is
opened once more for this one table, and then proven to hold every other mart as it was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration import at_rest, gates, private
from orchestration.company import profile
from orchestration.publishing import content, pointer, role_snapshots, verdict
from orchestration.publishing.errors import PublishError
from orchestration.publishing.snapshot import DATABASE, PARQUET, descriptions, sha256, write
from orchestration.publishing.verify import GATE_RESULTS, marts, write_gate_results
from orchestration.quoting import quoted
from orchestration.settings import DBT_PACKAGE, Settings

_SEALED = "sealed_candidate"


@dataclass(frozen=True)
class Candidate:
    """A sealed snapshot that waits for its verdict; `built_at` in UTC."""

    build_id: str
    run_id: str
    built_at: datetime
    folder: Path
    database_sha256: str

    @property
    def database(self) -> Path:
        return self.folder / DATABASE


def named(as_of: date, run_id: str) -> str:
    """The name of the build that a run makes."""
    return f"{as_of:%Y%m%d}-{run_id[:8]}"


def seal(
    settings: Settings, connection: duckdb.DuckDBPyConnection, *, run_id: str, build_id: str
) -> Candidate:
    """Write every mart of the private build to a candidate, and make it read-only.

    A candidate that was sealed before gives way to it. Raises PublishError when a build of that
    name has been published, the name cannot be a folder's, there is no mart, or the disk is full.
    """
    pointer.check_name(build_id)
    with pointer.alone(settings):
        pointer.refuse_published(settings, build_id)
        pointer.clear_half_built(settings)
        pointer.clear_candidates(settings)
        found = tuple(mart for mart in marts(connection) if mart != GATE_RESULTS)
        if not found:
            raise PublishError("Nothing was published: there is no mart.")
        built_at = datetime.now(UTC)
        folder = pointer.candidate(settings, build_id)
        partial = folder.with_name(build_id + pointer.PARTIAL)
        try:
            described = descriptions(settings.dbt_target)
            currency = profile.read(settings.company).currency
            write(connection, found, partial, build_id, built_at, described, currency)
            _harden(partial, settings)
            digest = sha256(partial / DATABASE)
            partial.rename(folder)
            private.sync(folder.parent)
        except (OSError, duckdb.IOException) as error:
            pointer.clear_half_built(settings)
            raise PublishError(
                f"Nothing was published: {settings.published} could not be written ({error})."
            ) from error
        return Candidate(build_id, run_id, built_at, folder, digest)


def judge(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    candidate: Candidate,
    tables: Collection[str],
    progress: Callable[[gates.GateResult], None] | None = None,
    *,
    results: Path | None = None,
    expectations: tuple[Path, ...] | None = None,
    dbt_package: Path = DBT_PACKAGE,
    may_be_empty: Collection[str] = (),
) -> tuple[gates.GateResult, ...]:
    """Run the gates of `tables`, as `marts.<mart>`, on a candidate and write the verdict.

    Failures are part of it. Raises GateError as `gates.evaluate_stage` does, and then there is no
    verdict; PublishError when the candidate is not what was sealed, before or after the gates, or
    the disk is full.
    """
    suites, terms = gates.digest(expectations), verdict.contracts(settings)
    found = gates.evaluate_stage(
        tables,
        connection,
        candidate.run_id,
        progress,
        results=results,
        expectations=expectations,
        dbt_package=dbt_package,
        may_be_empty=may_be_empty,
        snapshot=candidate.database,
    )
    if sha256(candidate.database) != candidate.database_sha256:
        raise PublishError(f"Nothing was published: {candidate.folder} was changed while gated.")
    judged = _contents(connection, candidate)
    try:
        _add_results(settings, connection, candidate)
        final = _contents(connection, candidate)
        role_snapshots.write_all(
            settings,
            candidate.database,
            candidate.build_id,
            candidate.built_at,
            descriptions(settings.dbt_target),
        )
        if {mart: one for mart, one in final.items() if mart != GATE_RESULTS} != judged:
            raise PublishError(f"Nothing was published: {candidate.folder} is not what was gated.")
        said = verdict.Verdict(
            candidate.build_id,
            candidate.run_id,
            candidate.built_at,
            candidate.database_sha256,
            sha256(candidate.database),
            suites,
            terms,
            {
                mart: verdict.Sealed(one, sha256(candidate.folder / PARQUET / f"{mart}.parquet"))
                for mart, one in final.items()
            },
            found,
            {
                str(path.relative_to(candidate.folder)): sha256(path)
                for path in sorted((candidate.folder / role_snapshots.FOLDER).rglob("*"))
                if path.is_file()
            },
        )
        verdict.write(connection, said, candidate.folder)
        _harden(candidate.folder, settings)
    except (OSError, duckdb.IOException) as error:
        raise PublishError(
            f"Nothing was published: {settings.published} could not be written ({error})."
        ) from error
    return found


def _add_results(
    settings: Settings, connection: duckdb.DuckDBPyConnection, candidate: Candidate
) -> None:
    """Write the mart `gate_results` to the candidate."""
    write_gate_results(connection, candidate.run_id)
    candidate.database.chmod(private.FILE)
    write(
        connection,
        (GATE_RESULTS,),
        candidate.folder,
        candidate.build_id,
        candidate.built_at,
        descriptions(settings.dbt_target),
        profile.read(settings.company).currency,
    )


def _contents(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate
) -> dict[str, content.Content]:
    at_rest.attach(connection, candidate.database, _SEALED)
    try:
        return {
            mart: content.of(connection, _SEALED, mart)
            for mart in content.marts_of(connection, _SEALED)
        }
    finally:
        connection.execute(f"detach {quoted(_SEALED)}")


def _harden(folder: Path, settings: Settings) -> None:
    """Make every file of a build read-only and durable; its readers may read what is theirs."""
    readers = private.readers_of(settings)
    for path in [*sorted(folder.rglob("*")), folder]:
        if path.is_file():
            path.chmod(private.SEALED)
        private.share_published(path, settings.published, readers)
        private.sync(path)
