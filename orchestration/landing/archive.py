"""The archive: every delivered byte, kept under its own sha256, read-only.

A file of an erased person alone gives way, to its redacted successor; see `redactions`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from orchestration import private, sealed
from orchestration.landing import redactions

CHUNK = 1 << 20


@dataclass(frozen=True)
class Archived:
    """A delivery in the archive, `size` bytes. `is_new`: its bytes were copied just now."""

    sha256: str
    size: int
    stored: Path
    is_new: bool = False

    @property
    def is_successor(self) -> bool:
        """Whether these are not the delivered bytes but what was made of them by a redaction."""
        return bool(self.sha256) and _name(self.stored) != self.sha256

    @property
    def path(self) -> Path:
        """Where its bytes can be read: in the archive, or a copy in the clear, see `let_go`.

        Raises sealed.DamagedError where they have changed, AtRestError where no key is set.
        """
        return sealed.readable(self.stored)

    def let_go(self) -> None:
        """Delete the copy in the clear, if there is one; reading `path` makes another."""
        sealed.let_go(self.stored)


def locate(sha256: str, archive: Path) -> Path:
    """Where content of this hash lives, whether or not it is there."""
    return archive / sha256[:2] / sha256[2:]


def standing(sha256: str, archive: Path) -> Path:
    """Where what stands for content of this hash lives: itself, or its redacted successor."""
    return locate(redactions.newest(sha256, archive), archive)


def keep(source: Path, archive: Path, *, later: list[Path] | None = None) -> Archived:
    """Archive the bytes of `source` and return where they are; content already there stays.

    With a list `later`, what was copied is noted there and is not safe before `flush`.

    The hash is taken of the bytes that were copied, so a file that grows meanwhile is archived as
    one consistent prefix. Raises OSError when the source cannot be read or the disk is full; no
    half-written content is left under a hash.
    """
    original = redactions.original_of(digest := _sha256(source), archive)
    if redactions.newest(original, archive) != original:
        stands = standing(original, archive)
        return Archived(original, sealed.size(stands), stands)
    known = locate(digest, archive)
    if known.exists() and (size := sealed.size(known)) == source.stat().st_size:
        return Archived(_name(known), size, known)
    return _copy(source, archive, later)


def flush(later: list[Path]) -> None:
    """See to it that archived files outlive a crash of the machine, and forget them.

    One after the other is much slower than many at the end. Raises OSError when the disk is full.
    """
    for path in (*later, *sorted({path.parent for path in later})):
        private.sync(path)
    later.clear()


def forget(archived: Archived, later: list[Path]) -> None:
    """Take back what was copied just now; content that was there before stays."""
    if archived.is_new:
        archived.let_go()
        archived.stored.unlink(missing_ok=True)
        if archived.stored in later:
            later.remove(archived.stored)


def is_sound(archived: Archived) -> bool:
    """Whether the bytes in the archive are still those that their name says."""
    return sealed.sha256(archived.stored) == _name(archived.stored)


def mend(source: Path, archived: Archived, archive: Path) -> bool:
    """Put content that has changed in the archive back from its delivery; False where it is sound.

    For what is about to be read: known content is found by its name and size alone.
    """
    if archived.is_new or is_sound(archived):
        return False
    if _name(archived.stored) != archived.sha256:  # a successor is never delivered
        return False
    _copy(source, archive)
    return True


def succeed(content: Path, archived: Archived, archive: Path, **about: redactions.Said) -> Archived:
    """Let a redacted successor stand for archived content, whose bytes are destroyed.

    The journal says so before they go; what a crash leaves of them goes with the next call of
    `destroy_superseded`.
    """
    made = _copy(content, archive)
    redactions.append(
        archive,
        {"event": "redacted", "original": archived.sha256, "successor": made.sha256, **about},
    )
    if made.stored != archived.stored:
        archived.let_go()
        private.destroy(archived.stored)
    return Archived(archived.sha256, made.size, made.stored)


def destroy_superseded(archive: Path) -> int:
    """Destroy what a successor stands for and a crash has left; returns how many files."""
    known = redactions.known(archive)
    standing_now = set(known.successors.values())
    gone = 0
    for digest in (*known.successors, *known.originals):
        path = locate(digest, archive)
        if digest not in standing_now and path.exists():
            private.destroy(path)
            gone += 1
    return gone


def put_back(source: Path, sha256: str, archive: Path) -> bool:
    """Archive `source` in place of lost content of this hash; False where it is other content."""
    if not source.is_file() or _sha256(source) != sha256:
        return False
    if redactions.newest(sha256, archive) != sha256:
        return False
    _copy(source, archive)
    return True


def _copy(source: Path, archive: Path, later: list[Path] | None = None) -> Archived:
    private.folder(archive)
    handle, temporary = tempfile.mkstemp(dir=archive, prefix="arriving-")
    os.close(handle)
    draft = Path(temporary)
    try:
        write = sealed.seal if sealed.is_on() else _write
        digest, size = write(source, draft)
        if later is None:
            private.sync(draft)
        target = locate(digest, archive)
        private.folder(target.parent)
        draft.chmod(private.SEALED)
        draft.replace(target)
        if later is None:
            private.sync(target.parent)
        else:
            later.append(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Archived(digest, size, target, is_new=True)


def _write(source: Path, target: Path) -> tuple[str, int]:
    """Copy bytes as they are; returns their sha256 and how many they are."""
    digest = hashlib.sha256()
    size = 0
    with source.open("rb") as read, target.open("wb") as out:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if chunk.strip(b"\0"):
                out.write(chunk)
            else:  # a hole stays one
                out.seek(len(chunk), os.SEEK_CUR)
        out.truncate(size)
    return digest.hexdigest(), size


def fetch(sha256: str, archive: Path) -> Archived:
    """Content archived earlier, its bytes checked against the hash.

    Raises FileNotFoundError when it is not there, ValueError when the bytes have changed.
    """
    path = standing(sha256, archive)
    if not path.exists():
        raise FileNotFoundError(f"The archive {archive} no longer holds {sha256}.")
    if sealed.sha256(path) != _name(path):
        raise ValueError(f"The archived bytes of {sha256} have changed.")
    return Archived(sha256, sealed.size(path), path)


def _name(path: Path) -> str:
    return path.parent.name + path.name


def _sha256(path: Path) -> str:
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
