"""The child in which a file is read that may have ended an earlier run; see `probe`."""

from __future__ import annotations

import os
import pickle
import resource
import sys
from pathlib import Path

from orchestration import at_rest, private, sealed
from orchestration.landing import content, ledger, together
from orchestration.landing.receipts import QuarantineError

MEMORY = 4 << 30  # bytes of address space, DuckDB's threads and libraries included


def main() -> None:
    """Read files into a database in memory; what is wrong with it is the parent's to say."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    extract, archived, settings = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent's)
    spool = sealed.scratch(settings.build / f"spool.{os.getpid()}")
    with at_rest.connect(config={"memory_limit": settings.memory_limit}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(ledger.TABLES)
        try:
            if len(archived) > 1:
                together.try_reading(connection, extract, archived, private.folder(spool))
            else:
                content.parse(connection, extract, archived[0], spool)
        except QuarantineError:
            return
        finally:
            _clear(spool)


def _clear(folder: Path) -> None:
    for path in folder.glob("*"):
        path.unlink()
    if folder.is_dir():
        folder.rmdir()


if __name__ == "__main__":
    main()
