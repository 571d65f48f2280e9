"""Somebody who writes between the gates and the pointer is never seen: a slice of hundreds."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
from collections.abc import Callable

import duckdb
import pytest

from orchestration import publishing
from orchestration.publishing import pointer
from tests.publishing.house import House
from tests.publishing.test_sealing import BUILD_CHANGED, LEDGER_CHANGED

# More by hand: CUSTOMER360_RACES=200 pytest tests/publishing/test_races.py
RACES = int(os.environ.get("CUSTOMER360_RACES", "8"))
ALTERED = "raced"


def _in_the_build(house: House, chance: random.Random) -> None:
    """Through the run's own process, as a step that runs too late would."""
    change = chance.choice([*BUILD_CHANGED.values(), *LEDGER_CHANGED.values()])
    with house.connection.cursor() as other:
        other.execute(change)


def _in_the_candidate(house: House, chance: random.Random) -> None:
    """In the file that was judged, by whoever may write to it."""
    path = pointer.candidate(house.settings, "build-2") / "c360.duckdb"
    path.chmod(0o600)
    with duckdb.connect(str(path)) as other:
        other.execute(f"update marts.customer_360 set customer_id = '{ALTERED}'")
    path.chmod(0o400)


def _beside_the_candidate(house: House, chance: random.Random) -> None:
    """Another file in the judged one's place, or another verdict beside it."""
    folder = pointer.candidate(house.settings, "build-2")
    file = chance.choice(sorted(one for one in folder.rglob("*") if one.is_file()))
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    draft = file.with_name(f"{file.name}.raced")
    draft.write_bytes(content)
    draft.replace(file)


WAYS: tuple[Callable[[House, random.Random], None], ...] = (
    _in_the_build, _in_the_candidate, _beside_the_candidate,
)  # fmt: skip


@pytest.mark.parametrize("race", range(RACES))
def test_a_writer_between_gate_and_pointer_is_never_seen(judged: House, race: int) -> None:
    chance = random.Random(race)  # noqa: S311
    way, wait = WAYS[race % len(WAYS)], chance.choice((0.0, chance.uniform(0, 0.2)))
    failures: list[BaseException] = []

    def write() -> None:
        time.sleep(wait)
        try:
            way(judged, chance)
        except (OSError, duckdb.Error) as error:  # too late, or it was kept from writing
            failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    if not wait:
        writer.join()
    with contextlib.suppress(publishing.PublishError, duckdb.Error, OSError):
        judged.publish("build-2")
    writer.join()
    if not wait and not failures:  # it was there before publishing looked
        now = publishing.current(judged.settings)
        assert now is not None
        assert now.build_id == "build-1"
    _assert_right(judged)


def _assert_right(house: House) -> None:
    """Readers get the first build, or what the gates saw of the second; or they are refused."""
    try:
        build = publishing.readable(house.settings)
    except publishing.PublishError:
        return
    assert build is not None
    with duckdb.connect(str(build.database), read_only=True) as reader:
        ids = [
            i for (i,) in reader.execute("select customer_id from marts.customer_360").fetchall()
        ]
        keys = [
            k for (k,) in reader.execute("select household_id from marts.household_360").fetchall()
        ]
    rows = {"build-1": 1, "build-2": 2}[build.build_id]
    assert sorted(ids) == sorted(keys) == [f"X{n}" for n in range(rows)]
