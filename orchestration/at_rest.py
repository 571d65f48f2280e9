"""Encryption at rest of DuckDB's files: the one door through which they are opened.

With a key (`CUSTOMER360_KEY` or `CUSTOMER360_KEY_FILE`) every database, its log, what is spilled
from memory and the published Parquet files are encrypted with AES-256-GCM. Without one, nothing is
another than `duckdb.connect` makes it.

Each room has a key of its own, computed from the company's (HKDF-SHA256, RFC 5869), so a reader who
is given that of one role's snapshot opens nothing else:

    build                 the warehouse, and whatever else a run writes for itself
    published             the whole snapshot
    role <role>           the snapshot of a role
    archive               delivered files; see `sealed`

DuckDB takes a key when a file is attached, never when it is opened. So an encrypted file stands
beside an empty database in memory and is the current one; `cursor` keeps it so.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from orchestration import extensions, private, settings
from orchestration.quoting import globbed, literal, quoted

ARCHIVE, BUILD, PUBLISHED = "archive", "build", "published"
_ROLES = "role "
# Where a DuckDB file says what it is, and whether it is encrypted.
_MAGIC, _HEADER = b"DUCK", 32
_FLAGS = slice(20, 28)
# The first file format of DuckDB's that can be encrypted.
_STORAGE_VERSION = "v1.4.0"
# OpenSSL is in this extension. What DuckDB has built in decrypts only.
_CIPHERS = "httpfs"


class AtRestError(RuntimeError):
    """A file cannot be opened with the key that is set, or without one; the message says which."""


def is_on() -> bool:
    """Whether a key is set. Raises AtRestError where it cannot be used."""
    return _companys_key() is not None


def key(room: str) -> str | None:
    """The key of a room, 64 hexadecimal digits; None where it is not to be encrypted.

    Raises AtRestError where the company's key cannot be used.
    """
    secret = _companys_key()
    if secret is None or (room not in (BUILD, ARCHIVE) and settings.publishes_plain()):
        return None
    return derived(secret, room)


def fingerprint() -> str:
    """What is another where another key is set, or what is published is encrypted or no longer is.

    It gives away nothing of the key. Empty where none is set.
    """
    secret = _companys_key()
    return f"{derived(secret, 'name')[:32]} {settings.publishes_plain()}" if secret else ""


def room_of(path: Path) -> str:
    """The room that a file belongs to, by where it lies."""
    parts = path.resolve().parts
    if "builds" not in parts:
        return BUILD
    of_build = parts[len(parts) - 1 - parts[::-1].index("builds") :]
    if of_build[2:3] == ("roles",) and len(of_build) > 4:
        return f"{_ROLES}{of_build[3]}"
    return PUBLISHED


def role(name: str) -> str:
    """The room of a role's snapshot."""
    return f"{_ROLES}{name}"


def connect(
    database: Path | None = None,
    *,
    read_only: bool = False,
    config: Mapping[str, Any] | None = None,
    room: str | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open a database file, or one in memory; what is spilled from it is encrypted too.

    `room` is that of the file; by default it is told by where it lies.
    Raises AtRestError where a file cannot be opened with the key that is set, or needs one, and
    what `duckdb.connect` raises.
    """
    given = dict(config or {})
    if not is_on():
        if database is None:
            return duckdb.connect(config=given)
        _refuse_encrypted(database)
        return duckdb.connect(str(database), read_only=read_only, config=given)
    given |= {"temp_file_encryption": True}
    if database is None:
        connection = duckdb.connect(config=given)
        extensions.load(connection, _CIPHERS)
        return connection
    given.setdefault("temp_directory", f"{database}.tmp")
    # Whoever opens a file twice in one process shares one database in memory, as with a plain file.
    name = hashlib.sha256(str(database.resolve()).encode()).hexdigest()[:16]
    connection = duckdb.connect(f":memory:{name}", config=given)
    try:
        attach(
            connection,
            database,
            current(database),
            read_only=read_only,
            room=room,
            is_shared=True,
        )
        connection.execute(f"use {quoted(current(database))}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def scratch(here: settings.Settings, **config: Any) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory that spills to a folder of its own; both end with it.

    `config` is DuckDB's, beside what the settings say. Raises as `connect` does.
    """
    with tempfile.TemporaryDirectory(prefix="customer360-") as spill:
        usual = {
            "memory_limit": here.memory_limit,
            "threads": here.threads,
            "temp_directory": spill,
        }
        with connect(config=usual | config) as connection:
            yield connection


def attach(
    connection: duckdb.DuckDBPyConnection,
    database: Path,
    name: str,
    *,
    read_only: bool = True,
    room: str | None = None,
    storage_version: str | None = None,
    is_shared: bool = False,
) -> None:
    """Attach a database file as `name`, encrypted where its room is or the file is already.

    `storage_version` is that of a plain file; an encrypted one has the oldest that can be. With
    `is_shared` it may be attached by that name already.
    Raises AtRestError as `connect` does.
    """
    secret = key(room or room_of(database))
    if database.exists():
        if secret is None:
            _refuse_encrypted(database)
        elif not is_encrypted(database):
            secret = None
    options = ["read_only" if read_only else "read_write"]
    if secret is not None:
        extensions.load(connection, _CIPHERS)
        options.append(f"encryption_key {literal(secret)}")
        storage_version = _STORAGE_VERSION if storage_version else None
    if storage_version is not None:
        options.append(f"storage_version {literal(storage_version)}")
    given = ", ".join(options)
    once = "if not exists " if is_shared else ""
    try:
        connection.execute(f"attach {once}{literal(database)} as {quoted(name)} ({given})")
    except duckdb.Error as error:
        if "Wrong encryption key" in str(error):
            raise AtRestError(
                f"{database} was encrypted with another key than the one that is set."
            ) from None
        if secret is not None and secret in str(error):
            raise AtRestError(f"{database} cannot be opened ({type(error).__name__}).") from None
        raise


def encrypt(database: Path) -> None:
    """Encrypt a plain file of the build, once a key is set; what it was is overwritten.

    Killed at any moment it leaves a whole file, and the next call does what is left.
    Raises AtRestError where DuckDB cannot copy it.
    """
    draft, plain = database.with_suffix(".encrypting"), database.with_suffix(".plain")
    draft.unlink(missing_ok=True)
    if plain.exists():
        if database.exists() and plain.samefile(database):  # killed before the draft took its place
            plain.unlink()
        else:
            private.destroy(plain)
    if key(BUILD) is None or not database.exists() or is_encrypted(database):
        return
    with connect() as connection:
        try:
            connection.execute(f"attach {literal(database)} as before")
            attach(connection, draft, "after", read_only=False, room=BUILD)
            connection.execute("copy from database before to after")
            connection.execute("detach after")
            connection.execute("detach before")
        except duckdb.Error as error:
            raise AtRestError(
                f"{database} cannot be encrypted as it stands ({type(error).__name__}). Delete it, "
                "then: customer360 restore"
            ) from None
    private.sync(draft)
    os.link(database, plain)
    draft.replace(database)
    private.destroy(plain)


def recrypt(database: Path, secret: bytes) -> bool:
    """Encrypt a DuckDB file with another company's key; what it was is overwritten.

    False where it is not encrypted, or is with that one. Killed at any moment it leaves a whole
    file, and the next call does what is left.
    Raises AtRestError where it is encrypted with neither, or DuckDB cannot copy it.
    """
    private.replaced(database)
    if not is_encrypted(database):
        return False
    room, draft = room_of(database), database.with_name(f"{database.name}.rekeyed")
    draft.unlink(missing_ok=True)
    with settings.other_key(secret):
        if _opens(database):
            return False
    with connect() as connection:
        try:
            attach(connection, database, "before", read_only=room != BUILD)
            with settings.other_key(secret):
                attach(connection, draft, "after", read_only=False, room=room)
            connection.execute("copy from database before to after")
            connection.execute("detach after")
            if room == BUILD:
                connection.execute("checkpoint before")
            connection.execute("detach before")
        except duckdb.Error as error:
            raise AtRestError(
                f"{database} cannot be encrypted with another key ({type(error).__name__})."
            ) from None
    log = database.with_name(f"{database.name}.wal")
    if log.exists():  # all of it is in the file, and so in the copy
        private.destroy(log)
    private.replace(database, draft)
    return True


def recrypt_parquet(path: Path, secret: bytes) -> bool:
    """Encrypt a Parquet file with another company's key, as `recrypt` does with a database."""
    private.replaced(path)
    if not _is_encrypted_parquet(path):
        return False
    draft = path.with_name(f"{path.name}.rekeyed")
    with connect() as connection:
        with settings.other_key(secret):
            new = _parquet_key(connection, path, "new")
        encrypted = f"encryption_config = {{footer_key: {new}}}"
        try:
            connection.execute(f"select 1 from read_parquet({literal(globbed(path))}, {encrypted})")
            return False
        except duckdb.InvalidInputException:
            pass  # it still needs the key before
        try:
            connection.execute(
                f"copy (from {from_parquet(connection, path)}) to {literal(str(draft))} "
                f"(format parquet, encryption_config {{footer_key: {new}}})"
            )
        except duckdb.InvalidInputException:
            raise AtRestError(
                f"{path} was encrypted with another key than the one that is set."
            ) from None
    private.replace(path, draft)
    return True


def _opens(database: Path) -> bool:
    """Whether an encrypted file of DuckDB's opens with the key that is in force."""
    try:
        with connect() as connection:
            attach(connection, database, "tried")
    except AtRestError:
        return False
    return True


def refuse_other_key(database: Path) -> None:
    """Raises AtRestError where a file of the build is encrypted under another key, or needs one."""
    if is_on() and is_encrypted(database):
        connect(database, read_only=True, room=BUILD).close()
    elif not is_on():
        _refuse_encrypted(database)


def cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor whose current database is the connection's; DuckDB's begins in the first one."""
    ((database,),) = connection.execute("select current_database()").fetchall()
    made = connection.cursor()
    made.execute(f"use {quoted(database)}")
    return made


def current(database: Path) -> str:
    """The name that DuckDB gives a database file."""
    return database.name.lstrip(".").split(".")[0]


def derived(secret: bytes, info: str, salt: bytes | None = None) -> str:
    """A key computed from another for one purpose, 64 hexadecimal digits."""
    made = HKDF(algorithm=SHA256(), length=32, salt=salt, info=f"customer360 {info}".encode())
    return made.derive(secret).hex()


def is_encrypted(database: Path) -> bool:
    """Whether a DuckDB file is encrypted; False for a file that is missing or something else."""
    try:
        with database.open("rb") as file:
            head = file.read(_HEADER)
    except OSError:
        return False
    return head[8:12] == _MAGIC and any(head[_FLAGS])


def to_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """The options of a copy that writes a Parquet file of a room, without the parentheses."""
    name = _parquet_key(connection, path)
    return "format parquet" + (f", encryption_config {{footer_key: {name}}}" if name else "")


def from_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """The relation that reads a Parquet file that `to_parquet` wrote.

    Raises AtRestError where it is encrypted and no key is set.
    """
    name = _parquet_key(connection, path) if _is_encrypted_parquet(path) else None
    if name is None and _is_encrypted_parquet(path):
        raise _needs_key(path)
    given = f", encryption_config = {{footer_key: {name}}}" if name else ""
    return f"read_parquet({literal(globbed(path))}{given})"


def parquet_key(secret: str) -> str:
    """The key of a room's Parquet files, 32 bytes in base64."""
    return base64.b64encode(bytes.fromhex(derived(secret.encode(), "parquet"))).decode()


def _parquet_key(connection: duckdb.DuckDBPyConnection, path: Path, which: str = "") -> str | None:
    """The name under which the connection has the key of a file, as SQL; None where plain."""
    room = room_of(path)
    secret = key(room)
    if secret is None:
        return None
    extensions.load(connection, _CIPHERS)
    name = literal(f"customer360 {room} {which}".strip())
    connection.execute(f"pragma add_parquet_key({name}, {literal(parquet_key(secret))})")
    return name


def _is_encrypted_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PARE"


def _refuse_encrypted(database: Path) -> None:
    if is_encrypted(database):
        raise _needs_key(database)


def _needs_key(path: Path) -> AtRestError:
    return AtRestError(
        f"{path} is encrypted: set CUSTOMER360_KEY_FILE, or CUSTOMER360_KEY, to the key that it "
        "was written with."
    )


def _companys_key() -> bytes | None:
    try:
        return settings.encryption_key()
    except ValueError as error:
        raise AtRestError(str(error)) from None
