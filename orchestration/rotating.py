"""Another key in place of the one that is in force: everything is encrypted anew, file by file.

The mark in the archive names both keys first, so that nothing else is done meanwhile with either.
Of every file one of two whole versions stands at any moment, and which key opens it says whether it
is done; so a change that was killed goes on with the same command. What a file was is overwritten.
The last write names the new key alone: from then on the old one opens nothing.

What readers are published keeps its name and content. Its files are others, and so are their hashes
in manifest and verdict; these are written anew only over files that were those of the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration import at_rest, private, publishing, sealed, settings, warehouse
from orchestration.publishing import manifest, pointer, verdict
from orchestration.publishing.snapshot import DATABASE, PARQUET, sha256
from orchestration.settings import Settings

# In the folder of a build while its files are encrypted anew: what they were is known to be whole.
_BEGUN = ".rekeying"


@dataclass(frozen=True)
class Rotated:
    """How many files of the archive, databases and Parquet files were encrypted anew."""

    archived: int
    databases: int
    parquet: int


def rotate(
    house: Settings, new: bytes, say: Callable[[str], None] = lambda _: None
) -> Rotated | None:
    """Encrypt everything with `new` in place of the key that is set; None where that was done.

    Raises AtRestError where no key is set, or something is encrypted with neither;
    WarehouseBusyError while a run is on; PublishError where a build is not what was published, and
    then nothing has been changed.
    """
    if not at_rest.is_on():
        raise at_rest.AtRestError("No key is in force, so there is none to change.")
    old_mark = sealed.our_mark()
    with settings.other_key(new):
        new_mark = sealed.our_mark()
    if old_mark == new_mark:
        raise at_rest.AtRestError("That is the key that is in force already.")
    with warehouse.alone(house), pointer.alone(house):
        mark = house.archive / sealed.MARK
        said = mark.read_text("ascii").split() if mark.exists() else []
        if said == [new_mark]:
            return None
        if said not in ([old_mark], [old_mark, new_mark]):
            raise at_rest.AtRestError(
                f"{house.archive} was encrypted with another key than the one that is set."
            )
        pointer.clear_half_built(house)
        pointer.clear_candidates(house)
        for build in publishing.builds(house):
            _refuse_other_files(build)
        private.write(mark, f"{old_mark} {new_mark}\n")
        private.sync(mark)
        say("the archive")
        archived = sum(
            sealed.reseal(path, new)
            for path in sorted(house.archive.glob("[0-9a-f][0-9a-f]/*"))
            if not path.name.endswith((".old", ".sealing"))
        )
        say("the warehouse")
        databases = sum(
            at_rest.recrypt(path, new)
            for path in sorted(house.build.glob(f"{house.warehouse.name}*"))
            if not path.name.endswith((".wal", ".old", ".rekeyed"))
        )
        parquet = 0
        for build in publishing.builds(house):
            say(f"build {build.build_id}")
            made = _rekeyed(house, build, new)
            databases, parquet = databases + made[0], parquet + made[1]
        private.write(mark, new_mark + "\n")
        private.sync(mark)
    return Rotated(archived, databases, parquet)


def _files(build: publishing.Published) -> dict[Path, str]:
    """The files of a build that are encrypted, with the sha256 that its manifest says."""
    return {
        build.database: build.database_sha256,
        **{mart.path: mart.sha256 for mart in build.marts},
        **build.of_roles,
    }


def _refuse_other_files(build: publishing.Published) -> None:
    """Raises PublishError where a file of a build is not the one that was published."""
    if (build.folder / _BEGUN).exists():
        return
    changed = [*publishing.damaged(build.folder)]
    changed += [path for path, said in _files(build).items() if sha256(path) != said]
    if changed:
        raise publishing.PublishError(
            f"{changed[0]} is not what was published, so the key stays. What to do about it says: "
            "customer360 verify"
        )


def _rekeyed(house: Settings, build: publishing.Published, new: bytes) -> tuple[int, int]:
    """Encrypt a build anew; returns how many databases and Parquet files were."""
    begun = build.folder / _BEGUN
    private.write(begun, "")
    databases = parquet = 0
    for path in _files(build):
        if path.name == DATABASE:
            databases += at_rest.recrypt(path, new)
        else:
            parquet += at_rest.recrypt_parquet(path, new)
    made = {path: sha256(path) for path in _files(build)}
    _judge_anew(house, build, made, new)
    manifest.write_manifest(
        replace(
            build,
            database_sha256=made[build.database],
            marts=tuple(replace(mart, sha256=made[mart.path]) for mart in build.marts),
            of_roles={path: made[path] for path in build.of_roles},
        ),
        build.folder,
    )
    readers = private.readers_of(house)
    for path in build.folder.rglob("*"):
        private.share_published(path, house.published, readers)
    begun.unlink()
    return databases, parquet


def _judge_anew(
    house: Settings, build: publishing.Published, made: dict[Path, str], new: bytes
) -> None:
    """Write the files' new hashes into the verdict, where it is one that a run of ours wrote."""
    path = build.folder / manifest.VERDICT
    if not path.exists():
        return
    before = path.read_bytes()
    said = json.loads(before)
    said["database_sha256"] = made[build.database]
    for name, one in said["marts"].items():
        one["parquet_sha256"] = made.get(build.folder / PARQUET / f"{name}.parquet", "")
    said["roles"] = {one: made[build.folder / one] for one in said["roles"]}
    text = json.dumps(said, indent=1) + "\n"
    with settings.other_key(new), warehouse.connect(house) as connection:
        verdict.write_again(connection, before, text.encode())
    draft = path.with_name(f"{path.name}.draft")
    private.write(draft, text)
    draft.replace(path)
