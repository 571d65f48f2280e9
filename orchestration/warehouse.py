"""Opening the private build file, and holding it: one writer at a time.

The lock is `fcntl.flock` on a file beside the warehouse: the kernel releases it when its holder
dies, however it dies, so a crash never leaves the warehouse locked.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration import at_rest, private, sealed
from orchestration.databases import attach_known
from orchestration.settings import Settings

LOCK = "c360.lock"
# So much is logged before the file is brought up to date. At DuckDB's 16 MB a nightly link of a few
# new records would rewrite kept tables several times over; closing does it once.
CHECKPOINT_FROM = "256MB"
_held: set[Path] = set()

# What a killed run started goes within a blink; nobody is refused for that.
_PATIENCE_SECONDS = 5.0


class WarehouseBusyError(RuntimeError):
    """Another run holds the warehouse; the message names its process."""


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything that is done within, or nothing of it."""
    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


@contextmanager
def connect(settings: Settings, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the build file, in UTC and within the memory limit, closed on leaving.

    Databases that its views read are attached.

    Raises duckdb.IOException when another process has the file open, and keeps it for seconds.
    """
    private.folder(settings.build)
    connection = _open(settings, read_only)
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"set checkpoint_threshold = '{CHECKPOINT_FROM}'")
        attach_known(connection)
        yield connection
    finally:
        connection.close()


def _open(settings: Settings, read_only: bool) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return at_rest.connect(
                settings.warehouse,
                read_only=read_only,
                room=at_rest.BUILD,
                config={
                    "memory_limit": settings.memory_limit,
                    "threads": settings.threads,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                    "temp_directory": str(settings.build / "spill"),
                },
            )
        except duckdb.IOException as error:
            if "lock" not in str(error) or time.monotonic() >= deadline:
                raise
            time.sleep(0.05)


def holder(settings: Settings) -> int | None:
    """The process that holds the warehouse, or held it last; None when there was none."""
    lock = settings.build / LOCK
    written = lock.read_text().strip() if lock.exists() else ""
    return int(written) if written.isdigit() else None


def is_held(settings: Settings) -> bool:
    """Whether a process holds the warehouse at this moment, this one included."""
    lock = settings.build / LOCK
    if settings.build in _held:
        return True
    if not lock.exists():
        return False
    with lock.open("a") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def hold(
    settings: Settings, *, wait_seconds: float = 0.0, say: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold the warehouse for one run; within it, holding it again is free.

    `say` is told once whom it waits for.

    Raises WarehouseBusyError when another process still holds it after `wait_seconds`, and
    AtRestError where the file cannot be opened with the key that is set, or needs one.
    """
    if settings.build in _held:
        yield
        return
    with alone(settings, wait_seconds=wait_seconds, say=say):
        sealed.begin(settings.archive)
        at_rest.encrypt(settings.warehouse)
        if settings.warehouse.exists():
            at_rest.refuse_other_key(settings.warehouse)
        yield


@contextmanager
def alone(
    settings: Settings, *, wait_seconds: float = 0.0, say: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Keep every other run out, whatever key the warehouse is encrypted with; see `hold`.

    Raises WarehouseBusyError as `hold` does.
    """
    private.folder(settings.build)
    deadline = time.monotonic() + wait_seconds
    is_told = False
    with (settings.build / LOCK).open("a+") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise WarehouseBusyError(
                        f"Another run (process {holder(settings) or 'unknown'}) holds "
                        f"{settings.warehouse}. Wait for it to finish, or pass --wait SECONDS."
                    ) from None
                if not is_told:
                    is_told = True
                    say(f"Another run (process {holder(settings)}) is at work; waiting for it.")
                time.sleep(0.05)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        _held.add(settings.build)
        try:
            yield
        finally:
            _held.discard(settings.build)
