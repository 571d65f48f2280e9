"""Nobody but the owner reads what a run writes; a named group reads what is published."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import private, settings
from orchestration.landing import archive
from tests.conftest import settings_in


@pytest.fixture(autouse=True)
def everybody_may_read() -> Iterator[None]:
    """The umask of an ordinary login, so that a mode that nobody set shows."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def everything(folder: Path) -> list[Path]:
    return [folder, *folder.rglob("*")]


def test_a_process_that_begins_and_its_children_write_for_their_owner_alone(tmp_path: Path) -> None:
    child = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')"
    private.begin()
    subprocess.run([sys.executable, "-c", child, str(tmp_path / "file")], check=True)
    assert mode(tmp_path / "file") == 0o600


def test_the_command_writes_what_was_asked_for_to_its_owner_alone(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("customer360")
    subprocess.run(
        [
            command,
            "sample",
            "--people",
            "150",
            "--months",
            "36",
            "--to",
            tmp_path / "made",
            "--truth",
            tmp_path / "truth",
        ],
        check=True,
        capture_output=True,
    )
    found = [*everything(tmp_path / "made"), *everything(tmp_path / "truth")]
    assert len(found) > 10
    assert {mode(path) for path in found if path.is_file()} == {0o600}
    assert {mode(path) for path in found if path.is_dir()} == {0o700}


def test_folders_are_made_private_and_those_that_were_there_are_left(tmp_path: Path) -> None:
    private.folder(tmp_path / "shared" / "a" / "b")
    assert [mode(tmp_path / part) for part in ("shared", "shared/a", "shared/a/b")] == [0o700] * 3
    (tmp_path / "open").mkdir(mode=0o755)
    private.folder(tmp_path / "open" / "c")
    assert mode(tmp_path / "open") == 0o755


def test_writing_over_a_file_that_everybody_could_read_tightens_it(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("old")
    private.write(file, "new")
    assert (file.read_text(), mode(file)) == ("new", 0o600)


def test_the_archive_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "delivered").write_text("a person")
    kept = archive.keep(tmp_path / "delivered", tmp_path / "archive")
    assert mode(kept.path) == 0o400
    assert {mode(p) for p in everything(tmp_path / "archive") if p.is_dir()} == {0o700}


def loose(tmp_path: Path) -> settings.Settings:
    """A warehouse as an older version left it, a link out of it included."""
    here = settings_in(tmp_path / "house")
    for folder in (here.build, here.archive, here.published / "builds"):
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "file").write_text("a person")
        (folder / "deep" / "file").chmod(0o666)
    (here.published / "builds" / "deep" / "sealed").write_text("x")
    (here.published / "builds" / "deep" / "sealed").chmod(0o444)
    here.decisions.write_text("a decision")
    (tmp_path / "elsewhere").write_text("not ours")
    (here.build / "link").symlink_to(tmp_path / "elsewhere")
    return here


def test_what_is_loose_is_tightened_and_links_are_not_followed(tmp_path: Path) -> None:
    here = loose(tmp_path)
    assert private.tighten(here) == ()
    for folder in (here.build, here.archive, here.published):
        found = [path for path in everything(folder) if not path.is_symlink()]
        assert {mode(path) & 0o077 for path in found} == {0}
    assert mode(here.published / "builds" / "deep" / "sealed") == 0o400
    assert mode(here.decisions) == 0o600
    assert mode(tmp_path / "elsewhere") == 0o644


def test_a_named_group_reads_what_is_published_and_nothing_else(tmp_path: Path) -> None:
    here = replace(loose(tmp_path), readers_group=str(os.getgid()))
    private.tighten(here)
    assert mode(here.published) == mode(here.published / "builds") == 0o750
    assert mode(here.published / "builds" / "deep" / "file") == 0o640
    assert mode(here.published / "builds" / "deep" / "sealed") == 0o440
    assert mode(here.build) == 0o700
    private.tighten(replace(here, readers_group=""))
    assert mode(here.published) == 0o700


def test_an_unknown_group_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no group 'nobody-such'"):
        private.readers_of(replace(loose(tmp_path), readers_group="nobody-such"))
