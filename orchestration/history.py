"""Dagster's history of runs, in SQLite as Dagster keeps it, but without its waiting.

Dagster opens a file and compiles its SQL anew for every event, some six thousand times a run, five
hundred of them before the first step; and SQLite waits for the disk each time. Here the engine of
each file is kept, and nobody waits: a power cut may cost the history of the run that it interrupts.
The warehouse is not in SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

# What `dagster.yaml` says; the folder is where Dagster itself would put it.
INSTANCE = """\
telemetry: {{enabled: false}}
nux: {{enabled: false}}
event_log_storage:
  module: orchestration.history
  class: History
  config: {{base_dir: '{folder}'}}
"""

_KEPT, _WAIT_SECONDS = 8, 60


def instance(home: Path) -> str:
    """The content of `dagster.yaml` in the folder `home`."""
    return INSTANCE.format(folder=str(home / "history" / "runs").replace("'", "''"))


class History(SqliteEventLogStorage):
    """Dagster's event log in SQLite; the engines of the last few files are kept."""

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> History:
        """What Dagster calls with the `config` of `dagster.yaml`."""
        return cls(config_value["base_dir"], inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engines: dict[str, Engine] = self.__dict__.setdefault("_engines", {})
            if shard not in engines or shard not in self._initialized_dbs:
                if len(engines) >= _KEPT:
                    _close(engines)
                engines[shard] = create_engine(
                    self.conn_string_for_shard(shard), connect_args={"timeout": _WAIT_SECONDS}
                )
                self._initdb(engines[shard])
                self._initialized_dbs.add(shard)
            with engines[shard].begin() as connection:
                yield connection

    def dispose(self) -> None:
        """Close every file."""
        _close(self.__dict__.get("_engines", {}))
        super().dispose()


def _close(engines: dict[str, Engine]) -> None:
    for engine in engines.values():
        engine.dispose()
    engines.clear()


@event.listens_for(Engine, "connect")
def _spare_the_disk(connection: object, _: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
