"""Readers during publishes, and publishes that are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from orchestration import publishing
from tests.publishing.house import House

# Seals, judges and publishes build-2 of the given folders, and is killed inside, at the step named.
KILLED = """
import os, signal, sys
from pathlib import Path
import duckdb
from orchestration.publishing import pointer, release, sealing
from orchestration.settings import Settings
from tests.publishing.house import House

home, step = Path(sys.argv[1]), sys.argv[2]
settings = Settings(
    home / "extracts", home / "build", home / "archive", home / "published",
    company=home / "company",
)

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

module, name = {"parquet": (sealing, "write"), "harden": (sealing, "_harden"),
                "gates": (sealing.gates, "evaluate_stage"), "results": (sealing, "_add_results"),
                "verdict": (sealing.verdict, "write"), "manifest": (release, "write_manifest"),
                "files": (release, "verify_files"),
                "rename": (pointer, "point_to"), "prune": (pointer, "prune")}[step]
setattr(module, name, die)
with duckdb.connect(str(settings.warehouse)) as connection:
    house = House(settings, connection, home / "expectations")
    house.gate("build-2")
    house.publish("build-2")
"""
# A verdict that was written stands: publishing goes on from there, without sealing anew.
JUDGED = ("manifest", "files", "rename")


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        *((step, "build-1") for step in ("parquet", "harden", "gates", "results", "verdict")),
        *((step, "build-1") for step in JUDGED),
        ("prune", "build-2"),
    ],
)
def test_a_killed_publish_shows_a_whole_build_and_the_next_one_clears_up(
    house: House, tmp_path: Path, step: str, seen: str
) -> None:
    house.build(1)
    house.rebuild(2)
    house.connection.close()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), step],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    now = publishing.current(house.settings)
    assert now is not None
    assert now.build_id == seen
    with duckdb.connect(str(house.settings.warehouse)) as connection:
        again = House(house.settings, connection, house.expectations)
        if seen == "build-1" and step not in JUDGED:
            with pytest.raises(publishing.PublishError):
                again.publish("build-2")
            again.gate("build-2")
        after = again.publish("build-2") if seen == "build-1" else again.build(3)
    assert publishing.current(house.settings) == after
    left = {path.suffix for path in (house.settings.published / "builds").iterdir()}
    assert left == {""}


def test_readers_during_publishes_see_whole_builds_and_none_goes_backwards(house: House) -> None:
    house.build(1)
    link = house.settings.published / "current"
    stop, errors, reads = threading.Event(), [], []

    def database() -> int:
        with duckdb.connect(str(link.resolve() / "c360.duckdb"), read_only=True) as reader:
            found = reader.execute(
                "select build_id, count(*) from marts.customer_360 group by 1 union "
                "select build_id, count(*) from marts.household_360 group by 1"
            ).fetchall()
        ((build_id, rows),) = found
        assert build_id == f"build-{rows}"
        return int(rows)

    def parquet() -> int:
        folder = link.resolve()  # one build from first to last
        manifest = json.loads((folder / "manifest.json").read_text())
        paths = [str(folder / m["path"]) for m in manifest["marts"] if m["name"] != "gate_results"]
        found = duckdb.connect().execute(
            "select distinct build_id from read_parquet(?, union_by_name = true)", [paths]
        )
        ((build_id,),) = found.fetchall()
        assert build_id == manifest["build_id"]
        return int(build_id.removeprefix("build-"))

    def read(one: object) -> None:
        last = 0
        while not stop.is_set():
            try:
                now = one()  # type: ignore[operator]
                assert now >= last
                last = now
                reads.append(now)
            except Exception as error:
                errors.append(error)

    readers = [threading.Thread(target=read, args=(one,)) for one in (database, parquet)]
    for reader in readers:
        reader.start()
    for number in range(2, 14):
        house.build(number)
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert max(reads) >= 12
    assert len(set(reads)) > 3
