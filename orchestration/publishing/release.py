"""Publishing a build, and going back one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import private
from orchestration.company import profile
from orchestration.publishing import pointer
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import Published, PublishedMart, write_manifest
from orchestration.publishing.snapshot import DATABASE, PARQUET, descriptions, sha256, write
from orchestration.publishing.verify import marts, verify_gates, write_gate_results
from orchestration.settings import Settings

_BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def publish(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    required_gates: Collection[str],
    build_id: str | None = None,
) -> Published:
    """Publish the marts of the private build as `build_id` and point readers to it.

    `required_gates` are the assets, `schema.table`, whose gates this run must have passed; every
    mart's gate is required besides. Lists the marts itself: every table in schema `marts`. Without
    a `build_id` the build is named after the second and the run.

    Raises PublishError, with the pointer where it was, when a gate is missing or failed, when a
    build of that name has been published before, when the name cannot be a folder's, or when the
    disk is full.
    """
    built_at = datetime.now(UTC)
    build_id = f"{built_at:%Y%m%dT%H%M%SZ}-{run_id[:8]}" if build_id is None else build_id
    if not _BUILD_ID.fullmatch(build_id):
        raise PublishError(f"{build_id!r} cannot be a build's name: letters, digits, - and _ only.")
    with pointer.alone(settings):
        if pointer.was_published(settings, build_id):
            raise PublishError(f"Build {build_id} has been published already.")
        verify_gates(connection, run_id, required_gates)
        pointer.clear_half_built(settings)
        write_gate_results(connection, run_id)
        try:
            build = _write(settings, connection, build_id, run_id, built_at)
            pointer.point_to(settings, build)
        except (OSError, duckdb.IOException) as error:
            pointer.clear_half_built(settings)
            raise PublishError(
                f"Nothing was published: {settings.published} could not be written ({error})."
            ) from error
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


def _write(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    build_id: str,
    run_id: str,
    built_at: datetime,
) -> Published:
    """Write all files of a build beside its final place, then move it there whole."""
    final = pointer.home(settings) / build_id
    partial = final.with_name(build_id + pointer.PARTIAL)
    described = descriptions(settings.dbt_target)
    currency = profile.read(settings.company).currency
    rows = write(connection, marts(connection), partial, build_id, built_at, described)
    published = tuple(
        PublishedMart(mart, count, final / path, sha256(partial / path))
        for mart, count in rows.items()
        for path in (Path(PARQUET) / f"{mart}.parquet",)
    )
    build = Published(
        build_id,
        run_id,
        built_at,
        final / DATABASE,
        sha256(partial / DATABASE),
        published,
        currency,
    )
    write_manifest(build, partial)
    _seal(partial, private.group_of(settings))
    if final.exists():  # killed between this rename and the pointer's: nobody has seen it
        shutil.rmtree(final)
    partial.rename(final)
    pointer.sync(final.parent)
    return build


def _seal(folder: Path, readers: int | None) -> None:
    """Make every file of a build read-only and durable; the group of readers may read it."""
    for path in [*sorted(folder.rglob("*")), folder]:
        if path.is_file():
            path.chmod(private.SEALED)
        private.share(path, readers)
        pointer.sync(path)
