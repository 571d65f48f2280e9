"""Publishing a build, and going back one."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import duckdb

from orchestration import private
from orchestration.company import profile
from orchestration.publishing import pointer, retired, sealing, verdict
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import (
    MANIFEST,
    VERDICT,
    Published,
    PublishedMart,
    write_manifest,
)
from orchestration.publishing.snapshot import DATABASE, PARQUET
from orchestration.publishing.verdict import Verdict
from orchestration.publishing.verify import verify_files, verify_gates, verify_verdict
from orchestration.settings import DBT_PACKAGE, Settings


def publish(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    required_gates: Collection[str],
    build_id: str | None = None,
    expectations: tuple[Path, ...] | None = None,
    dbt_package: Path = DBT_PACKAGE,
) -> Published:
    """Point readers to the candidate that this run sealed and had judged.

    `required_gates` are the assets, `schema.table`, whose gates this run must have passed; every
    mart's gate is required besides. Under another `build_id` than the one that the run sealed, the
    same marts are sealed and judged once more.

    Raises PublishError, with the pointer where it was, when a gate is missing or failed, when the
    verdict is not of these files, marts, suites and contracts, when readers would lose a mart or a
    column that is not retired, when a build of that name has been published before, when the name
    cannot be a folder's, or when the disk is full.
    """
    if build_id is not None:
        pointer.check_name(build_id)
        pointer.refuse_published(settings, build_id)
    verify_gates(
        connection, run_id, required_gates, expectations=expectations, dbt_package=dbt_package
    )
    folder, said = _judged(settings, connection, run_id, build_id)
    verify_verdict(settings, connection, said, required_gates, expectations=expectations)
    if build_id not in (None, said.build_id):
        candidate = sealing.seal(settings, connection, run_id=run_id, build_id=str(build_id))
        tables = [one.suite for one in said.results]
        sealing.judge(
            settings,
            connection,
            candidate,
            tables,
            expectations=expectations,
            dbt_package=dbt_package,
        )
        verify_gates(
            connection, run_id, required_gates, expectations=expectations, dbt_package=dbt_package
        )
        before, folder = said, candidate.folder
        said = verdict.read(connection, folder)
        if {m: one.content for m, one in said.marts.items()} != {
            m: one.content for m, one in before.marts.items()
        }:
            raise PublishError("Nothing was published: the marts changed since they were judged.")
    pointer.refuse_published(settings, said.build_id)
    with pointer.alone(settings):
        retired.refuse_losses(settings, said)
        try:
            build = _moved(settings, folder, said)
        except OSError as error:
            raise PublishError(
                f"Nothing was published: {settings.published} could not be written ({error})."
            ) from error
        try:
            verify_files(said, build.folder)
        except PublishError:
            pointer.discard(settings, build.folder)
            raise
        pointer.point_to(settings, build)
        pointer.prune(settings, build.built_at)
        return build


def rollback(settings: Settings) -> Published:
    """Point readers back to the build before the current one, which stays but is not returned to.

    Raises PublishError when there is no earlier build.
    """
    with pointer.alone(settings):
        target, left = pointer.previous(settings), pointer.current(settings)
        pointer.point_to(settings, target)
        if left is not None:
            pointer.withdraw(left)
        return target


def waiting(settings: Settings, connection: duckdb.DuckDBPyConnection) -> str | None:
    """The run whose judged marts are the newest that readers have never seen; None without any."""
    unseen = [
        said
        for _, said in _verdicts(settings, connection)
        if not pointer.was_published(settings, said.build_id)
    ]
    return max(unseen, key=lambda said: said.built_at).run_id if unseen else None


def has_judged(settings: Settings, connection: duckdb.DuckDBPyConnection, run_id: str) -> bool:
    """Whether a run has sealed marts and had them judged."""
    return any(said.run_id == run_id for _, said in _verdicts(settings, connection))


def _judged(
    settings: Settings, connection: duckdb.DuckDBPyConnection, run_id: str, build_id: str | None
) -> tuple[Path, Verdict]:
    """The folder that a run sealed, and the verdict on it: a candidate, or a build by now."""
    found = [
        (said.build_id == build_id, said.built_at, folder, said)
        for folder, said in _verdicts(settings, connection)
        if said.run_id == run_id
    ]
    if not found:
        raise PublishError(
            f"Nothing was published: run {run_id} has sealed nothing that was judged."
        )
    *_, folder, said = max(found, key=lambda one: one[:2])
    return folder, said


def _verdicts(
    settings: Settings, connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[Path, Verdict]]:
    """Every verdict of this warehouse that nobody altered, and the folder that it lies in."""
    for path in sorted(pointer.home(settings).glob(f"*/{VERDICT}")):
        folder = path.parent
        if folder.is_symlink() or folder.suffix == pointer.PARTIAL:
            continue
        with suppress(PublishError):  # of another warehouse, or altered
            yield folder, verdict.read(connection, folder)


def _moved(settings: Settings, folder: Path, said: Verdict) -> Published:
    """Give a candidate its manifest and its final place; readers do not see it yet.

    A publish that was killed here leaves it in its final place already.
    """
    final = pointer.home(settings) / said.build_id
    published = tuple(
        PublishedMart(
            mart,
            one.content.rows,
            final / PARQUET / f"{mart}.parquet",
            one.parquet_sha256,
            tuple(name for name, _ in one.content.columns),
        )
        for mart, one in said.marts.items()
    )
    build = Published(
        said.build_id,
        said.run_id,
        said.built_at,
        final / DATABASE,
        said.database_sha256,
        published,
        profile.read(settings.company).currency,
        {final / path: sha256 for path, sha256 in said.roles.items()},
    )
    if folder != final:
        if final.exists():  # sealed anew after a kill between this rename and the pointer's
            shutil.rmtree(final)
        write_manifest(build, folder)
        manifest = folder / MANIFEST
        manifest.chmod(private.SEALED)
        private.share_published(manifest, settings.published, private.readers_of(settings))
        for path in (manifest, folder):
            private.sync(path)
        folder.rename(final)
        private.sync(final.parent)
    return build
