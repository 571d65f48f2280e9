"""Keyed hashes (HMAC-SHA256, RFC 2104) under a key of the company's own, in Python and in SQL."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import duckdb

from orchestration import private, queries
from orchestration.settings import Settings

FOLDER = "privacy"
_FILE = "key"
_BLOCK = 64  # bytes of a block of SHA-256
LENGTH = 32  # hexadecimal digits that are kept of a hash
MACROS = queries.text(__file__, "macros.sql")


class KeyMissingError(RuntimeError):
    """Hashes were written under a key that is gone; the message says where it belongs."""


def folder(settings: Settings) -> Path:
    """Where the key and the certificates are: in the archive, the owner's alone."""
    return settings.archive / FOLDER


def key(settings: Settings) -> bytes:
    """The company's key, made where there is none yet.

    Raises KeyMissingError where tombstones or requests were hashed under a key that is not there:
    another one would let everybody who was erased back in.
    """
    path = folder(settings) / _FILE
    if path.exists():
        return bytes.fromhex(path.read_text("ascii").strip())
    journals = settings.archive / "journal"
    if any((journals / f"{name}.jsonl").exists() for name in ("suppressions", "requests")):
        raise KeyMissingError(f"The key of the privacy requests is gone. Put {path} back.")
    private.folder(path.parent)
    draft = path.with_name(f".{_FILE}.{os.getpid()}")
    private.write(draft, secrets.token_hex(32))
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    try:
        os.link(draft, path)  # whoever is first has made the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return bytes.fromhex(path.read_text("ascii").strip())


def keyed(key: bytes, text: str) -> str:
    """The keyed hash of a text, `LENGTH` hexadecimal digits."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def add_macros(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Give a connection `keyed(text)` and the forms in which values are compared."""
    inner, outer = _pads(key)
    connection.execute(MACROS.replace("{inner}", inner).replace("{outer}", outer))


def expression(key: bytes, text: str) -> str:
    """SQL for the keyed hash of `text`, an SQL expression, where no macro is at hand."""
    inner, outer = _pads(key)
    return (
        f"left(sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || encode({text})))), "
        f"{LENGTH})"
    )


def _pads(key: bytes) -> tuple[str, str]:
    padded = key.ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded).hex() for pad in (0x36, 0x5C))
    return inner, outer
