"""Four kinds of live readers, each of which notes what must never be seen.

A read looks at several marts and must find one build, whole; that build must be no older than what
the pointer named when the read began, and none may follow an older one.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

import duckdb

Query = Callable[[str], list[tuple[str, datetime, int]]]


@dataclass
class Seen:
    """What all readers saw: reads by kind, and the sins."""

    reads: Counter[str] = field(default_factory=Counter)
    builds: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    backwards: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether every read was of one whole build, the newest."""
        return not (self.errors or self.mixed or self.backwards or self.older)

    def __str__(self) -> str:
        return (
            f"{self.reads.total():,} reads of {len(self.builds)} builds ({dict(self.reads)}), "
            f"{len(self.errors)} errors, {len(self.mixed)} mixed, "
            f"{len(self.backwards)} backwards, {len(self.older)} older"
        )


class Readers:
    """A context manager around what is done while they read; `seen` afterwards.

    `pause` is what every reader rests between two reads, in seconds.
    """

    def __init__(self, published: Path, pause: float = 0.0, seen: Seen | None = None) -> None:
        self._link, self._pause = published / "current", pause
        self._stop, self.seen = threading.Event(), Seen() if seen is None else seen
        kinds = {
            "per query": self._per_query,
            "pooled": self._pooled(),
            "attached": self._attached(),
            "parquet": self._parquet,
        }
        self._threads = [
            threading.Thread(target=self._read, args=kind, daemon=True) for kind in kinds.items()
        ]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, kind: str, one: Callable[[], tuple[str, datetime]]) -> None:
        last: datetime | None = None
        while not self._stop.is_set():
            time.sleep(self._pause)
            if not self._link.exists():
                continue
            at_least = self._manifest()["built_at"]
            try:
                build_id, built_at = one()
            except AssertionError as mixed:
                self.seen.mixed.append(f"{kind}: {mixed}")
                continue
            except Exception as error:
                self.seen.errors.append(f"{kind}: {error}")
                continue
            if last is not None and built_at < last:
                self.seen.backwards.append(f"{kind}: {build_id}")
            if built_at < datetime.fromisoformat(at_least).replace(tzinfo=None):
                self.seen.older.append(f"{kind}: {build_id}")
            last = built_at
            self.seen.reads[kind] += 1
            self.seen.builds.add(build_id)

    def _manifest(self) -> dict[str, str]:
        content: dict[str, str] = json.loads((self._link / "manifest.json").read_text())
        return content

    def _per_query(self) -> tuple[str, datetime]:
        folder = self._link.resolve()
        with duckdb.connect(str(folder / "c360.duckdb"), read_only=True) as connection:
            return _whole(folder, connection, "marts.{}")

    def _pooled(self) -> Callable[[], tuple[str, datetime]]:
        """Keeps a connection for as long as the pointer names its build."""
        pool: dict[Path, duckdb.DuckDBPyConnection] = {}

        def one() -> tuple[str, datetime]:
            folder = self._link.resolve()
            for stale in set(pool) - {folder}:
                pool.pop(stale).close()
            if folder not in pool:
                pool[folder] = duckdb.connect(str(folder / "c360.duckdb"), read_only=True)
            return _whole(folder, pool[folder], "marts.{}")

        return one

    def _attached(self) -> Callable[[], tuple[str, datetime]]:
        """One session for ever; attaches the current build for every question."""
        session = duckdb.connect()

        @contextmanager
        def attached(folder: Path) -> Iterator[None]:
            session.execute(f"attach '{folder / 'c360.duckdb'}' as bi (read_only)")
            try:
                yield
            finally:
                session.execute("detach bi")

        def one() -> tuple[str, datetime]:
            folder = self._link.resolve()
            with attached(folder):
                return _whole(folder, session, "bi.marts.{}")

        return one

    def _parquet(self) -> tuple[str, datetime]:
        folder = self._link.resolve()
        with duckdb.connect() as connection:
            return _whole(folder, connection, f"'{folder}/parquet/{{}}.parquet'")


def _whole(folder: Path, connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str, datetime]:
    """Build and time of a read over four marts; AssertionError where they are not one build's."""
    manifest = json.loads((folder / "manifest.json").read_text())
    marts = {mart["name"]: mart["rows"] for mart in manifest["marts"] if mart["rows"]}
    found = set()
    for mart in sorted(marts)[:4]:
        name = table.format(mart)
        ((build_id, last, built_at, rows),) = connection.execute(
            f"select min(build_id), max(build_id), min(built_at), count(*) from {name}"
        ).fetchall()
        assert (build_id, rows) == (last, marts[mart]), f"{mart} of {manifest['build_id']}"
        found.add((build_id, built_at))
    assert len(found) == 1, f"several builds in {manifest['build_id']}"
    ((build_id, built_at),) = found
    assert build_id == manifest["build_id"], f"{build_id} under {manifest['build_id']}"
    return str(build_id), built_at
