"""`python -m tests.landing.hostile_night FOLDER`: land the hundred files, and say what it took.

Each format is a department of its own. As in a run, landing is tried again, by a new connection,
where the engine has died. What it says is JSON: files, receipts and good rows of each format, and
the most memory that the process has held, in megabytes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from orchestration import landing
from orchestration.company.departments import Extract
from orchestration.landing.probe import DEATHS
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.landing import hostile_files
from tests.landing.house import CUSTOMERS

TRIES = 3


def main(folder: Path) -> None:
    parts = ("extracts", "build", "archive", "published")
    settings = Settings(*(folder / part for part in parts))
    said: dict[str, object] = {}
    for ending, (kind, _) in hostile_files.FORMATS.items():
        extract = replace(
            CUSTOMERS,
            department=ending.replace(".", "_"),
            pattern=f"people_*.{ending}",
            format=kind,
            compression="gzip" if ending.endswith(".gz") else None,
        )
        # What making the files takes is not what landing them takes.
        making = [sys.executable, "-m", "tests.landing.hostile_files"]
        into = str(settings.extracts / extract.department)
        subprocess.run([*making, into, ending], check=True)
        said[ending] = _landed(settings, extract)
    said["peak"] = _peak_megabytes()
    print(json.dumps(said))


def _peak_megabytes() -> int:
    """Of this program alone; `getrusage` would count what started it too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) >> 10


def _landed(settings: Settings, extract: Extract) -> dict[str, int]:
    files = len(list((settings.extracts / extract.department).iterdir()))
    for left in reversed(range(TRIES)):
        try:
            with connect(settings) as connection:
                landing.land(extract, connection, settings)
        except DEATHS:
            if not left:
                raise
    with connect(settings) as connection:
        [(receipts, good)] = connection.execute(
            "select count(*), count(*) filter (starts_with(file_name, ?) and status = 'loaded') "
            "from landing.receipts where department = ?",
            [hostile_files.GOOD, extract.department],
        ).fetchall()
    return {"files": files, "receipts": receipts, "good": good}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
