"""The published snapshot as a server reads it: one connection, and another after each publish.

A question is answered from one build from first to last. When the pointer moves, the new build is
checked and opened beside the old one, which goes on answering until the new one is ready and is
closed when the last of its answers has been given.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import at_rest, locked, pointed
from orchestration.activation import published
from orchestration.activation.published import Build, NothingPublishedError
from orchestration.settings import Settings

# Of DuckDB, for every question together; the server itself needs some 150 MB beside it.
MEMORY_LIMIT = "224MB"
DATABASE = "c360.duckdb"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """A build's folder, and the state of the file in it: another state is another file."""

    folder: Path
    state: tuple[int, ...]


@dataclass
class Snapshot:
    """One published build, open: a `connection` to take cursors from, and where it may spill.

    `made` names the views that it has, `told` holds answers that are the same for everybody.
    """

    place: Place
    build: Build
    connection: duckdb.DuckDBPyConnection
    spill: tempfile.TemporaryDirectory[str]
    made: set[str] = field(default_factory=set)
    told: dict[Any, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    readers: int = 0
    is_retired: bool = False


class Snapshots:
    """The current snapshot of a company. Threads may share it."""

    def __init__(
        self, settings: Settings, prepare: Callable[[Snapshot], None] | None = None
    ) -> None:
        """`prepare` is given each snapshot: the first while it is asked, others before they are."""
        self._settings, self._prepare = settings, prepare
        self._lock = threading.Lock()
        self._held: Snapshot | None = None
        self._opening: threading.Thread | None = None
        self._preparing: threading.Thread | None = None
        self._refused: Place | None = None
        self._trouble = ""

    @property
    def trouble(self) -> str:
        """Why the build that the pointer leads to is not the one that answers; empty if it is."""
        return self._trouble

    @contextmanager
    def current(self) -> Iterator[Snapshot]:
        """The snapshot to answer from; it stays open until the answer is given.

        Raises NothingPublishedError where nothing is published, or the file that is open was
        changed and is not the one that was published.
        """
        held = self._hold()
        try:
            yield held
        finally:
            with self._lock:
                held.readers -= 1
                _close_if_done(held)

    def prepared(self) -> None:
        """Wait until the first snapshot is prepared."""
        if (preparing := self._preparing) is not None:
            preparing.join()

    def close(self) -> None:
        """Close what is open, once its answers are given."""
        if (opening := self._opening) is not None:
            opening.join()
        with self._lock:
            self._put(None)
        self.prepared()

    def _hold(self) -> Snapshot:
        with self._lock:
            wanted, held = self._wanted(), self._held
            if held is None or (
                wanted is not None
                and wanted != held.place
                and wanted.folder == held.place.folder  # changed under our hands
            ):
                if wanted is None:
                    raise NothingPublishedError(self._trouble)
                self._put(None)
                self._put(self._open(wanted))
                self._begin_to_prepare()
            elif wanted is not None and wanted != held.place and wanted != self._refused:
                self._begin_to_follow(wanted)
            held = self._held
            assert held is not None
            held.readers += 1
            return held

    def _wanted(self) -> Place | None:
        """Where the pointer leads; None, and `trouble` says why, where it leads nowhere."""
        try:
            folder = pointed.folder(self._settings.published)
            if folder is None:
                self._trouble = "Nothing is published yet. What a run publishes is shown here."
                return None
            about = (folder / DATABASE).stat()
        except (pointed.PointerError, OSError) as error:
            self._trouble = _told(error)
            return None
        if self._held is None or self._held.place.folder == folder:
            self._trouble = ""
        return Place(folder, (about.st_dev, about.st_ino, about.st_size, about.st_ctime_ns))

    def _begin_to_follow(self, place: Place) -> None:
        if self._opening is None:
            self._opening = threading.Thread(target=self._follow, args=[place], daemon=True)
            self._opening.start()

    def _begin_to_prepare(self) -> None:
        """Prepare the snapshot that is held, beside those who ask it already."""
        if self._prepare is None or (held := self._held) is None:
            return
        prepare = self._prepare
        held.readers += 1

        def preparing() -> None:
            try:
                prepare(held)
            finally:
                with self._lock:
                    held.readers -= 1
                    _close_if_done(held)

        self._preparing = threading.Thread(target=preparing, daemon=True)
        self._preparing.start()

    def _follow(self, place: Place) -> None:
        """Open what was published meanwhile; the old build stays where that cannot be."""
        try:
            new = self._open(place)
            if self._prepare is not None:
                self._prepare(new)
            with self._lock:
                self._put(new)
                self._trouble = ""
        except NothingPublishedError as error:
            self._refused, self._trouble = place, str(error)
        finally:
            self._opening = None

    def _open(self, place: Place) -> Snapshot:
        try:
            database = pointed.intact(place.folder, self._settings.build)
        except pointed.PointerError as error:
            raise NothingPublishedError(_told(error)) from error
        spill = tempfile.TemporaryDirectory(prefix="customer360-")
        connection = at_rest.connect(
            config={
                "memory_limit": MEMORY_LIMIT,
                "threads": self._settings.threads,
                "temp_directory": spill.name,
            }
        )
        try:
            published.attach(connection, database)
            locked.lock(connection, spill=Path(spill.name))
            return Snapshot(place, published.build(connection), connection, spill)
        except (duckdb.Error, NothingPublishedError) as error:
            connection.close()
            spill.cleanup()
            raise NothingPublishedError(_told(error)) from error

    def _put(self, new: Snapshot | None) -> None:
        """Hold another snapshot, or none; the one before goes when its last answer is given."""
        old, self._held = self._held, new
        if old is not None:
            old.is_retired = True
            _close_if_done(old)


def _told(error: Exception) -> str:
    """What readers are told of a build that cannot be shown; the log says of which, and why."""
    _LOG.warning("A build cannot be shown: %s", error)
    return "What is published last cannot be read: it is not whole, or not what was published."


def _close_if_done(snapshot: Snapshot) -> None:
    if snapshot.is_retired and snapshot.readers == 0:
        snapshot.connection.close()
        snapshot.spill.cleanup()
