"""Files at rest: how the archive's are encrypted, and where they lie while they are read.

A sealed file is a header and chunks of AES-256-GCM (NIST SP 800-38D), each under the file's own key
(HKDF-SHA256 of the archive's key and the salt in the header). A chunk's nonce is its number and
whether it is the last one, so that none can be left out, swapped or appended (the STREAM
construction, Hoang et al., CRYPTO 2015). To overwrite the header is to destroy the file's key.

    16 bytes    what the file is
    32 bytes    salt
    8 bytes     how many bytes it holds, big-endian

What reads a file needs it in the clear. Such copies lie in memory (`CUSTOMER360_CLEAR`, by default
`/dev/shm`), in a folder of the process that made them, and go with it; what a killed one has left
goes with the next. Without a key nothing is sealed, and nothing is copied to be read.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from orchestration import at_rest, private, settings
from orchestration.at_rest import AtRestError

MAGIC = b"customer360 AES\x01"
_SALT, _SIZE = 32, 8
HEADER = len(MAGIC) + _SALT + _SIZE
_CHUNK, _TAG = 1 << 20, 16
_ARCHIVED = re.compile(r"[0-9a-f]{62}")
# What stands in the archive for the key that it is sealed with; while another takes its place, that
# one's mark stands behind it.
MARK = "sealed"


class DamagedError(ValueError):
    """A sealed file does not hold what was sealed, or was sealed with another key."""


def is_on() -> bool:
    """Whether what is archived is to be sealed."""
    return at_rest.is_on()


def is_sealed(path: Path) -> bool:
    """Whether a file of the archive is sealed."""
    if not (_ARCHIVED.fullmatch(path.name) and len(path.parent.name) == 2):
        return False  # a delivery may begin with anything
    with path.open("rb") as file:
        head = file.read(HEADER)
    held = int.from_bytes(head[-_SIZE:], "big")
    whole = HEADER + held + _TAG * max(1, -(-held // _CHUNK))
    return head[: len(MAGIC)] == MAGIC and path.stat().st_size == whole


def size(path: Path) -> int:
    """How many bytes an archived file holds, sealed or not."""
    if not is_sealed(path):
        return path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEADER)
    return int.from_bytes(head[-_SIZE:], "big")


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of an archived file in the clear, a megabyte at a time.

    Raises DamagedError where they are not what was sealed, AtRestError where no key is set.
    """
    if not is_sealed(path) or (not is_on() and _is_what_was_delivered(path)):
        yield from _as_it_lies(path)
        return
    with path.open("rb") as file:
        header = file.read(HEADER)
        left = int.from_bytes(header[-_SIZE:], "big")
        cipher, number = _cipher(header, path), 0
        while left > 0 or number == 0:
            wanted = min(left, _CHUNK)
            try:
                chunk = cipher.decrypt(
                    _nonce(number, left <= _CHUNK), file.read(wanted + _TAG), header
                )
            except InvalidTag:
                if number == 0 and _is_what_was_delivered(path):
                    yield from _as_it_lies(path)
                    return
                raise DamagedError(f"{path} is not what was sealed.") from None
            yield chunk
            left, number = left - wanted, number + 1


def _as_it_lies(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_what_was_delivered(path: Path) -> bool:
    """Whether a file that looks sealed was delivered like that, by its name in the archive."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.parent.name + path.name


def seal(source: Path, target: Path) -> tuple[str, int]:
    """Write the bytes of `source` to `target`, sealed; returns their sha256 and how many they are.

    What is appended meanwhile is left out. Raises OSError when the disk is full or the source
    becomes shorter.
    """
    size = left = source.stat().st_size
    header = MAGIC + secrets.token_bytes(_SALT) + left.to_bytes(_SIZE, "big")
    cipher, digest, number = _cipher(header, target), hashlib.sha256(), 0
    with source.open("rb") as read, open(target, "wb", opener=private.opener) as out:
        out.write(header)
        while left > 0 or number == 0:
            chunk = read.read(min(left, _CHUNK))
            if len(chunk) < min(left, _CHUNK):
                raise OSError(f"{source} became shorter while it was read.")
            digest.update(chunk)
            out.write(cipher.encrypt(_nonce(number, left <= _CHUNK), chunk, header))
            left, number = left - len(chunk), number + 1
    return digest.hexdigest(), size


def sha256(path: Path) -> str:
    """The sha256 of what an archived file holds; of none where it is damaged."""
    digest = hashlib.sha256()
    try:
        for chunk in chunks(path):
            digest.update(chunk)
    except DamagedError:
        return ""
    return digest.hexdigest()


def readable(path: Path) -> Path:
    """A file with the bytes of an archived one in the clear: itself where it is not sealed.

    Raises as `chunks` does.
    """
    if not is_sealed(path):
        return path
    copy = _clear_copy(path)
    if not copy.exists():
        draft = copy.with_suffix(".draft")
        with open(draft, "wb", opener=private.opener) as out:
            out.writelines(chunks(path))
        draft.replace(copy)
    return copy


def let_go(path: Path) -> None:
    """Delete the copy that `readable` made of an archived file, if there is one."""
    if is_on():
        _clear_copy(path).unlink(missing_ok=True)


def scratch(folder: Path) -> Path:
    """Where files lie in the clear for a while: `folder`, or one of its name in memory."""
    return private.folder(_ours() / folder.name if is_on() else folder)


def refuse_other_key(archive: Path) -> str:
    """Returns what stands in an archive for its key, empty where it is not sealed.

    Raises AtRestError where it is sealed with another key than the one that is set, or none is.
    """
    mark = archive / MARK
    said = mark.read_text("ascii").strip() if mark.exists() else ""
    if said and not is_on():
        raise AtRestError(
            f"{archive} is encrypted: set CUSTOMER360_KEY_FILE, or CUSTOMER360_KEY, to the key "
            "that it was written with."
        )
    if " " in said:
        raise AtRestError(
            "The change to another key has not been finished. Set the key that was in force before "
            "it, and give the same command again: customer360 key rotate --to FILE"
        )
    if said and said != our_mark():
        raise AtRestError(f"{archive} was encrypted with another key than the one that is set.")
    return said


def begin(archive: Path) -> None:
    """Seal what lies in an archive from before a key was set; call it while nothing else reads it.

    Raises AtRestError as `refuse_other_key` does.
    """
    if refuse_other_key(archive) or not is_on():
        return
    for path in sorted(private.folder(archive).glob("[0-9a-f][0-9a-f]/*")):
        if not is_sealed(path) and _ARCHIVED.fullmatch(path.name):
            _seal_in_place(path)
    private.write(archive / MARK, our_mark() + "\n")


def our_mark() -> str:
    """What stands for the key that is in force, and gives nothing of it away."""
    return at_rest.fingerprint().partition(" ")[0]


def reseal(path: Path, secret: bytes) -> bool:
    """Seal an archived file with another company's key; what it was sealed with is destroyed.

    False where it is sealed with that one already, or was delivered sealed.
    Raises DamagedError where it is sealed with neither.
    """
    private.replaced(path)
    if not is_sealed(path) or _is_what_was_delivered(path):
        return False
    with settings.other_key(secret):
        if _opens(path):
            return False
    draft = path.with_suffix(".sealing")
    header = MAGIC + secrets.token_bytes(_SALT) + size(path).to_bytes(_SIZE, "big")
    with settings.other_key(secret):
        cipher = _cipher(header, path)
    left = size(path)
    with open(draft, "wb", opener=private.opener) as out:
        out.write(header)
        for number, chunk in enumerate(chunks(path)):
            out.write(cipher.encrypt(_nonce(number, left <= _CHUNK), chunk, header))
            left -= len(chunk)
    private.replace(path, draft)
    return True


def _opens(path: Path) -> bool:
    """Whether a sealed file is sealed with the key that is in force."""
    with path.open("rb") as file:
        header = file.read(HEADER)
        wanted = min(int.from_bytes(header[-_SIZE:], "big"), _CHUNK)
        is_last = int.from_bytes(header[-_SIZE:], "big") <= _CHUNK
        try:
            _cipher(header, path).decrypt(_nonce(0, is_last), file.read(wanted + _TAG), header)
        except InvalidTag:
            return False
    return True


def _seal_in_place(path: Path) -> None:
    draft, plain = path.with_suffix(".sealing"), path.with_suffix(".plain")
    seal(path, draft)
    draft.chmod(private.SEALED)
    private.sync(draft)
    plain.unlink(missing_ok=True)
    os.link(path, plain)
    draft.replace(path)
    private.destroy(plain)


def _cipher(header: bytes, path: Path) -> AESGCM:
    secret = at_rest.key(at_rest.ARCHIVE)
    if secret is None:
        raise AtRestError(
            f"{path} is encrypted: set CUSTOMER360_KEY_FILE, or CUSTOMER360_KEY, to the key that "
            "it was written with."
        )
    salt = header[len(MAGIC) : len(MAGIC) + _SALT]
    return AESGCM(bytes.fromhex(at_rest.derived(bytes.fromhex(secret), "file", salt)))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _clear_copy(path: Path) -> Path:
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()
    return private.folder(_ours() / "archived") / name


def _ours() -> Path:
    """The folder of this process for what lies in the clear. Those of dead processes go.

    Raises AtRestError where it could be somebody else's.
    """
    home = settings.clear_folder() / f"customer360-{os.geteuid()}"
    ours = home / str(os.getpid())
    if ours.is_dir():
        return ours
    if not home.parent.is_dir():
        raise AtRestError(
            f"{home.parent}, where files are held in memory while they are read, is not there. Set "
            "CUSTOMER360_CLEAR to a folder in memory (tmpfs)."
        )
    home.mkdir(mode=private.FOLDER, exist_ok=True)
    about = home.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o077:
        raise AtRestError(f"{home} is not a folder that you alone may enter, so nothing is read.")
    for other in home.iterdir():
        if not (other.name.isdigit() and _is_alive(int(other.name))):
            shutil.rmtree(other, ignore_errors=True)
    ours.mkdir(mode=private.FOLDER, exist_ok=True)
    atexit.register(_clear, ours, os.getpid())
    return ours


def _clear(folder: Path, process: int) -> None:
    if os.getpid() == process:  # not in a child that was forked
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
