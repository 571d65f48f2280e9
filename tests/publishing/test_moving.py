"""A published folder that is copied, moved, mounted or damaged: it reads, and it harms no other."""

from __future__ import annotations

import json
import os
import shutil
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration import publishing, recovery
from orchestration.activation import published as reading
from orchestration.publishing import pointer
from tests.publishing.house import House


def moved(house: House, to: Path) -> House:
    """The same house, its published folder elsewhere."""
    return replace(house, settings=replace(house.settings, published=to))


def as_an_older_version(build: publishing.Published) -> None:
    """The manifest as it was written when paths in it were absolute, and nothing marked as seen."""
    manifest = build.folder / "manifest.json"
    content = json.loads(manifest.read_text())
    content["database"] = str(build.database)
    for mart in content["marts"]:
        mart["path"] = str(build.folder / mart["path"])
    rewritten(build.folder, content)
    (build.folder / "seen").unlink()


def rewritten(folder: Path, content: object) -> None:
    (folder / "manifest.json").chmod(0o600)
    (folder / "manifest.json").write_text(json.dumps(content))


@pytest.mark.parametrize("is_old", [False, True])
def test_a_copy_reads_its_own_files_and_prunes_its_own_builds(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_old: bool
) -> None:
    first = house.build(1)
    if is_old:
        as_an_older_version(first)
    copy = moved(house, tmp_path / "copy")
    shutil.copytree(house.settings.published, copy.settings.published, symlinks=True)
    now = publishing.current(copy.settings)
    assert now is not None
    assert now.folder == copy.settings.published / "builds" / "build-1"
    assert all(mart.path.is_relative_to(now.folder) and mart.path.exists() for mart in now.marts)
    monkeypatch.setattr(pointer, "KEEP_BUILDS", 1)
    monkeypatch.setattr(pointer, "KEEP_FOR", timedelta(0))
    copy.build(2)
    assert [build.build_id for build in publishing.builds(copy.settings)] == ["build-2"]
    here = publishing.current(house.settings)
    assert here is not None
    assert here.build_id == "build-1"
    assert all(mart.path.exists() for mart in here.marts)


def test_a_moved_folder_reads_and_publishes_on(house: House, tmp_path: Path) -> None:
    house.build(1)
    there = moved(house, tmp_path / "deep" / "moved")
    there.settings.published.parent.mkdir()
    house.settings.published.rename(there.settings.published)
    with reading.reading(there.settings) as connection:
        found = connection.execute("select count(*) from published.marts.customer_360").fetchone()
    assert found == (1,)
    assert there.build(2).folder.is_relative_to(there.settings.published)


def test_a_folder_mounted_read_only_is_read(house: House, tmp_path: Path) -> None:
    house.build(1)
    mounted = moved(house, tmp_path / "mount" / "customers")
    mounted.settings.published.parent.mkdir()
    mounted.settings.published.symlink_to(house.settings.published)
    folders = [house.settings.published, house.settings.published / "builds"]
    for folder in folders:
        folder.chmod(0o500)
    try:
        now = publishing.current(mounted.settings)
        with reading.reading(mounted.settings) as connection:
            found = connection.execute("select count(*) from published.marts.household_360")
            assert found.fetchone() == (1,)
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert now is not None
    assert now.build_id == "build-1"


@pytest.mark.parametrize("written", ["../../outside.duckdb", "link.duckdb", "/etc/../x.duckdb"])
def test_a_manifest_that_names_a_file_elsewhere_is_refused(
    house: House, tmp_path: Path, written: str
) -> None:
    build = house.build(1)
    (house.settings.published / "outside.duckdb").write_text("not of this build")
    (build.folder / "link.duckdb").symlink_to(house.settings.published / "outside.duckdb")
    content = json.loads((build.folder / "manifest.json").read_text())
    for key in ("database", "path"):
        damaged = json.loads(json.dumps(content))
        if key == "database":
            damaged["database"] = written
        else:
            damaged["marts"][0]["path"] = written
        rewritten(build.folder, damaged)
        if written.startswith("/"):  # by name inside its own folder, where there is no such file
            found = publishing.current(house.settings)
            assert found is not None
            named = found.database if key == "database" else found.marts[0].path
            assert named.is_relative_to(build.folder)
        else:
            with pytest.raises(publishing.PublishError, match="not beside it"):
                publishing.current(house.settings)


def test_a_pointer_out_of_the_folder_is_not_followed(house: House, tmp_path: Path) -> None:
    build = house.build(1)
    shutil.copytree(build.folder, tmp_path / "elsewhere")
    current = house.settings.published / "current"
    current.unlink()
    current.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(publishing.PublishError, match="leads out"):
        publishing.current(house.settings)
    with pytest.raises(reading.NothingPublishedError, match="leads out"):
        reading.reading(house.settings).__enter__()


def test_a_build_that_is_a_link_is_no_build_and_is_never_deleted(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = house.build(1)
    shutil.copytree(build.folder, tmp_path / "elsewhere")
    for name in ("build-0", "build-0.partial"):
        (build.folder.parent / name).symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(pointer, "KEEP_BUILDS", 1)
    monkeypatch.setattr(pointer, "KEEP_FOR", timedelta(0))
    house.build(2)
    assert [one.build_id for one in publishing.builds(house.settings)] == ["build-2"]
    assert (tmp_path / "elsewhere" / "c360.duckdb").exists()


def test_builds_behind_a_link_are_refused(house: House, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    house.settings.published.mkdir()
    (house.settings.published / "builds").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(publishing.PublishError, match="is a link"):
        house.build(1)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_build_that_cannot_be_deleted_does_not_fail_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    house.build(1)
    monkeypatch.setattr(pointer, "KEEP_BUILDS", 1)
    monkeypatch.setattr(pointer, "KEEP_FOR", timedelta(0))
    monkeypatch.setattr(pointer.shutil, "rmtree", refuses)
    assert house.build(2).build_id == "build-2"


def test_a_damaged_old_build_stops_nobody(house: House) -> None:
    rewritten(house.build(1).folder, {"build_id": "build-1"})
    with pytest.raises(publishing.PublishError, match="damaged"):
        publishing.current(house.settings)
    (house.settings.published / "current").unlink()
    house.rebuild(2)
    house.gate("build-2")
    assert house.publish("build-2").build_id == "build-2"


@pytest.mark.parametrize("is_old", [False, True])
def test_a_deleted_pointer_comes_back_to_the_build_that_readers_saw(
    house: House, is_old: bool
) -> None:
    for number in (1, 2, 3):
        build = house.build(number)
        if is_old:
            as_an_older_version(build)
    publishing.rollback(house.settings)  # from 3, which is not returned to
    assert publishing.repair(house.settings) is None
    for is_dangling in (False, True):
        (house.settings.published / "current").unlink()
        if is_dangling:
            (house.settings.published / "current").symlink_to("builds/gone")
        mended = publishing.repair(house.settings)
        assert mended is not None
        assert mended.build_id == "build-2"
        assert publishing.current(house.settings) == mended


def test_a_whole_build_that_nobody_saw_is_not_what_a_deleted_pointer_comes_back_to(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.build(1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pointer, "point_to", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        house.build(2)
    (house.settings.published / "current").unlink()
    mended = publishing.repair(house.settings)
    assert mended is not None
    assert mended.build_id == "build-1"


def test_nothing_is_repaired_where_nothing_was_published(house: House) -> None:
    assert publishing.repair(house.settings) is None
    assert not (house.settings.published / "current").is_symlink()


@pytest.mark.parametrize(
    ("group", "folders", "files"), [(False, 0o700, 0o400), (True, 0o750, 0o440)]
)
def test_a_build_is_private_or_its_readers(
    house: House, group: bool, folders: int, files: int
) -> None:
    readers = str(os.getgid()) if group else ""
    shared = replace(house, settings=replace(house.settings, readers_group=readers))
    build = shared.build(1)
    found = [build.folder, *build.folder.rglob("*")]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in found if path.name != "seen"}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {folders}
    assert {mode for path, mode in modes.items() if path.is_file()} == {files}
    for folder in (house.settings.published, build.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == folders


def test_an_unknown_group_publishes_nothing(house: House) -> None:
    shared = replace(house, settings=replace(house.settings, readers_group="no-such-group"))
    with pytest.raises(publishing.PublishError, match="no group"):
        shared.build(1)
    assert publishing.current(house.settings) is None


@pytest.mark.parametrize("name", ["manifest.json", "verdict.json"])
def test_every_flipped_byte_of_manifest_and_verdict_is_named(house: House, name: str) -> None:
    house.build(1)
    folder = house.settings.published / "builds" / "build-1"
    assert list(recovery.published(house.settings)) == []
    path = folder / name
    whole = path.read_bytes()
    path.chmod(0o600)
    for at in range(0, len(whole), 29):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert [one.path for one in recovery.published(house.settings)] == [path], at
    path.write_bytes(whole)
    assert list(recovery.published(house.settings)) == []
