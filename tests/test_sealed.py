"""Sealed files: whole or refused, in the clear for as long as they are read, and never on disk."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import at_rest, sealed, warehouse
from orchestration.landing import archive
from orchestration.privacy import searching
from tests.conftest import settings_in

KEY, OTHER = "k" * 40, "o" * 40
PERSON = b"Maud Walpersall"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A key is set; returns the folder in which files lie in the clear."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    monkeypatch.setenv("CUSTOMER360_CLEAR", str(memory))
    return memory


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def sealed_file(tmp_path: Path, content: bytes) -> Path:
    return archive.keep(written(tmp_path / "given", content), tmp_path / "archive").stored


@pytest.mark.parametrize("length", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_what_is_sealed_comes_back_whatever_its_length(
    key: Path, tmp_path: Path, length: int
) -> None:
    content = (PERSON * (length // len(PERSON) + 1))[:length]
    path = sealed_file(tmp_path, content)
    assert sealed.is_sealed(path)
    assert PERSON not in path.read_bytes()
    assert b"".join(sealed.chunks(path)) == content
    assert sealed.size(path) == length
    assert sealed.sha256(path) == path.parent.name + path.name
    assert archive.keep(tmp_path / "given", tmp_path / "archive").is_new is False


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
        lambda raw: raw[:60] + bytes([raw[60] ^ 1]) + raw[61:],
        lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:],
        lambda raw: raw[: sealed.HEADER] + raw[sealed.HEADER + (1 << 20) + 16 :],
        lambda raw: raw[:-16],
        lambda raw: raw + b"x",
        lambda raw: (
            raw[: sealed.HEADER - 8] + (1 << 20).to_bytes(8, "big")
            + raw[sealed.HEADER : sealed.HEADER + (1 << 20) + 16]
        ),
    ],
    ids=["last byte", "a byte", "the salt", "a chunk left out", "cut off", "longer", "shortened"],
)  # fmt: skip
def test_what_was_changed_is_never_read(key: Path, tmp_path: Path, damage: object) -> None:
    path = sealed_file(tmp_path, os.urandom(2 << 20))
    path.chmod(0o600)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    name = path.parent.name + path.name
    assert sealed.sha256(path) != name
    with pytest.raises(ValueError, match="have changed"):
        archive.fetch(name, tmp_path / "archive")


def test_a_delivery_that_looks_sealed_is_what_was_delivered(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = sealed.MAGIC + bytes(32) + (5).to_bytes(8, "big") + b"hello" + bytes(16)
    monkeypatch.delenv("CUSTOMER360_KEY")
    kept = archive.keep(written(tmp_path / "forged", forged), tmp_path / "archive")
    assert b"".join(sealed.chunks(kept.stored)) == forged
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    assert b"".join(sealed.chunks(kept.stored)) == forged


def test_a_copy_in_the_clear_goes_when_it_has_been_read(key: Path, tmp_path: Path) -> None:
    kept = archive.keep(written(tmp_path / "given", PERSON), tmp_path / "archive")
    assert kept.path.read_bytes() == PERSON
    assert key in kept.path.parents
    assert kept.path.stat().st_mode & 0o077 == 0
    kept.let_go()
    assert not [path for path in key.rglob("*") if path.is_file()]


def test_what_a_killed_process_left_in_the_clear_goes_with_the_next(
    key: Path, tmp_path: Path
) -> None:
    kept = archive.keep(written(tmp_path / "given", PERSON), tmp_path / "archive")
    code = (
        "import os, signal, sys, pathlib; from orchestration import sealed; "
        "sealed.readable(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(kept.stored)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert PERSON in b"".join(p.read_bytes() for p in key.rglob("*") if p.is_file())
    subprocess.run(
        [sys.executable, "-c", code.replace("os.kill(os.getpid(), signal.SIGKILL)", ""),
         str(kept.stored)], check=True,
    )  # fmt: skip
    assert not [path for path in key.rglob("*") if path.is_file()]


def test_a_folder_that_somebody_else_made_is_not_used(key: Path, tmp_path: Path) -> None:
    (key / "elsewhere").mkdir(mode=0o777)
    (key / f"customer360-{os.geteuid()}").symlink_to(key / "elsewhere")
    kept = archive.keep(written(tmp_path / "given", PERSON), tmp_path / "archive")
    with pytest.raises(at_rest.AtRestError, match="you alone"):
        _ = kept.path
    assert not list((key / "elsewhere").iterdir())


def test_an_archive_from_before_the_key_is_sealed_by_the_next_run_and_its_bytes_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = settings_in(tmp_path)
    kept = archive.keep(written(tmp_path / "given", PERSON), house.archive)
    (tmp_path / "given").unlink()
    assert kept.stored.read_bytes() == PERSON
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    with warehouse.hold(house):
        assert PERSON not in kept.stored.read_bytes()
        assert b"".join(sealed.chunks(kept.stored)) == PERSON
    assert kept.stored.stat().st_mode & 0o377 == 0
    monkeypatch.setenv("CUSTOMER360_KEY", OTHER)
    with pytest.raises(at_rest.AtRestError, match="another key"), warehouse.hold(house):
        pass
    monkeypatch.delenv("CUSTOMER360_KEY")
    with pytest.raises(at_rest.AtRestError, match="CUSTOMER360_KEY_FILE"), warehouse.hold(house):
        pass
    with pytest.raises(at_rest.AtRestError):
        list(sealed.chunks(kept.stored))


def test_the_search_for_an_erased_person_reads_what_is_sealed(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "archive"
    archive.keep(written(tmp_path / "given", gzip.compress(PERSON)), place)
    [found] = searching.search([place], searching.Needles([PERSON.decode()]))
    assert found.how == "unpacked"
    monkeypatch.delenv("CUSTOMER360_KEY")
    with pytest.raises(at_rest.AtRestError):
        searching.search([place], searching.Needles([PERSON.decode()]))


def test_without_a_key_an_archived_file_is_what_was_delivered(tmp_path: Path) -> None:
    kept = archive.keep(written(tmp_path / "given", PERSON), tmp_path / "archive")
    assert kept.path == kept.stored
    assert kept.path.read_bytes() == PERSON
