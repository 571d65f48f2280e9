"""A kill at any moment costs nothing: the next run ends where an undisturbed one would have."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from orchestration.warehouse import connect
from tests.landing.corpus import HEADER, row
from tests.landing.house import House

FILES = 40
LAND = """
import sys
from pathlib import Path
from orchestration import landing
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.landing.house import CUSTOMERS
settings = Settings(*map(Path, sys.argv[1:]))
with connect(settings) as connection:
    print("landing", flush=True)
    landing.land(CUSTOMERS, connection, settings)
"""


def start(house: House) -> subprocess.Popen[bytes]:
    folders = vars(house.settings)
    paths = [str(folders[name]) for name in ("extracts", "build", "archive", "published")]
    return subprocess.Popen(
        [sys.executable, "-c", LAND, *paths],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def test_a_killed_landing_loses_and_doubles_nothing(fresh: Callable[[], House]) -> None:
    house = fresh()
    house.connection.close()
    for number in range(FILES):
        day = number % 28 + 1
        house.deliver(f"people_{number:02d}.csv", HEADER + row(day).replace("p", f"p{number}-"))
    for delay in (0.05, 0.2, 0.4):
        process = start(house)
        assert process.stdout
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    with connect(house.settings) as connection:
        again = House(house.settings, connection)
        known = connection.execute("select count(*) from landing.receipts").fetchall()[0][0]
        assert len(again.land()) == FILES - known
        assert len(again.rows("person_id")) == FILES
        counts = "count(*), count(distinct file_id), sum(loaded)"
        found = connection.execute(f"select {counts} from landing.receipts").fetchall()
        assert found == [(FILES, FILES, FILES)]
