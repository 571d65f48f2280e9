"""One build from first to last, then the next that is published: no mixture and no error."""

from __future__ import annotations

import os
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from orchestration.activation.published import NothingPublishedError
from orchestration.serving import people
from orchestration.serving.house import House
from orchestration.serving.seeing import Viewer, seeing
from orchestration.serving.snapshots import Snapshots
from orchestration.settings import Settings
from tests.conftest import settings_in
from tests.serving.conftest import Server
from tests.serving.publishing import ANN, Rows, customer, point_to, publish, seal
from tests.serving.publishing import people as rows_of_people


def numbered(number: int) -> Rows:
    """A build in which everything says the same number."""
    return {
        "customer_360": [customer(ANN, "Ann", str(number), open_cases=number)],
        "alerts": [
            {"alert_id": str(one), "rule": "r", "customer_id": ANN, "role": "service"}
            for one in range(number)
        ],
    }


def read(snapshots: Snapshots) -> tuple[str, int, int]:
    """The build, and its number as two marts say it, asked one after the other."""
    with (
        snapshots.current() as snapshot,
        seeing(snapshot, Viewer("service"), date(2026, 11, 1)) as seen,
    ):
        row = seen.one("customer", customer_id=ANN)
        rules = seen.rows("alert_rules")
        assert row is not None
        return snapshot.build.build_id, row["open_cases"], sum(one["alerts"] for one in rules)


def until(snapshots: Snapshots, build_id: str, seconds: float = 20.0) -> tuple[str, int, int]:
    end = time.monotonic() + seconds
    while (said := read(snapshots))[0] != build_id:
        assert time.monotonic() < end, f"never came to {build_id}: {snapshots.trouble}"
        time.sleep(0.01)
    return said


def test_readers_follow_every_publish_and_never_mix_two_builds(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.build.mkdir()
    publish(settings, "b001", numbered(1))
    snapshots, stop = Snapshots(settings), threading.Event()
    said: list[tuple[str, int, int]] = []
    wrong: list[BaseException] = []

    def reader() -> None:
        while not stop.is_set():
            try:
                said.append(read(snapshots))
            except BaseException as error:
                wrong.append(error)

    readers = [threading.Thread(target=reader) for _ in range(3)]
    for one in readers:
        one.start()
    for number in range(2, 7):
        publish(settings, f"b{number:03}", numbered(number))
        until(snapshots, f"b{number:03}")
    stop.set()
    for one in readers:
        one.join()
    snapshots.close()
    assert wrong == []
    assert len(said) > 20
    assert all(int(build[1:]) == cases == alerts for build, cases, alerts in said)


def test_the_old_build_answers_while_the_new_one_is_pruned_or_opened(settings: Settings) -> None:
    snapshots = Snapshots(settings)
    with snapshots.current() as old:
        publish(settings, "b2", rows_of_people())
        with snapshots.current() as still:
            assert still.build.build_id in ("b1", "b2")
        for path in (settings.published / "builds" / "b1").iterdir():
            path.unlink()
        rows = old.connection.cursor().execute("select 1 from published.marts.alerts").fetchall()
        assert len(rows) == 2
    until_named(snapshots, "b2")
    snapshots.close()


def test_a_snapshot_spills_to_a_folder_of_its_own_which_goes_with_it(settings: Settings) -> None:
    snapshots = Snapshots(settings)
    with snapshots.current() as held:
        asked = "select current_setting('temp_directory')"
        ((folder,),) = held.connection.cursor().execute(asked).fetchall()
        assert folder == held.spill.name
        assert Path(folder).is_dir()
    snapshots.close()
    assert not Path(folder).exists()


def until_named(snapshots: Snapshots, build_id: str) -> None:
    end = time.monotonic() + 20
    while True:
        with snapshots.current() as snapshot:
            if snapshot.build.build_id == build_id:
                return
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_file_changed_under_our_hands_is_not_read_on(server: Server) -> None:
    asker = server.client()
    assert asker.ask("/").status == 200
    path = server.settings.published / "builds" / "b1" / "c360.duckdb"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 100)
        file.write(b"x" * 10)
    said = asker.ask("/")
    assert said.status == 503
    assert "not what was published" in said.text
    assert asker.ask("/api/overview").status == 503


def test_a_new_build_that_is_not_the_published_one_leaves_the_old_with_a_notice(
    server: Server,
) -> None:
    asker = server.client()
    assert asker.ask("/").status == 200
    folder = publish(server.settings, "b2", rows_of_people())
    (folder / "manifest.json").write_text('{"database_sha256": "0"}')
    end = time.monotonic() + 20
    while "not what was published" not in (said := asker.ask("/")).text:
        assert said.status == 200 and time.monotonic() < end
    assert asker.ask("/api/overview").json["build"]["build_id"] == "b1"
    seal(folder, "b2")
    os.utime(folder / "c360.duckdb")  # its state is another now, so it is looked at again
    while asker.ask("/api/overview").json["build"]["build_id"] != "b2":
        assert time.monotonic() < end


def test_a_rollback_is_followed_too(server: Server) -> None:
    asker = server.client()
    first = server.settings.published / "builds" / "b1"
    publish(server.settings, "b2", rows_of_people())
    point_to(server.settings, first)
    assert asker.ask("/api/overview").json["build"]["build_id"] == "b1"


def test_a_pointer_that_leads_elsewhere_is_not_followed(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    asker = server.client()
    assert asker.ask("/").status == 200
    pointer = server.settings.published / "current"
    pointer.unlink()
    pointer.symlink_to("/etc")
    said = asker.ask("/")
    assert said.status == 200 and "not what was published" in said.text
    assert "/etc" not in said.text and "is not followed" in caplog.text


def test_without_a_build_there_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(NothingPublishedError, match="Nothing is published"),
        Snapshots(settings_in(tmp_path)).current(),
    ):
        pass


def test_totals_are_asked_for_before_anybody_asks(settings: Settings) -> None:
    house = House(settings, ahead=True)
    with house.snapshots.current() as snapshot:
        house.snapshots.prepared()
        asked = {key[0] for key in snapshot.told}
        roles = {key[1] for key in snapshot.told if key[0] == "changes"}
    assert {"states", "events", "goals", "drivers", "checks"} <= asked
    assert len(roles) > 3  # lists hold the people whom a role sees
    house.snapshots.close()


def test_what_is_kept_is_bounded_and_is_about_nobody(server: Server) -> None:
    house = House(server.settings)
    with house.seen_by(Viewer("service")) as seen:
        for month in range(1, 13):
            for year in range(2000, 2040):
                period = {"first_on": date(year, month, 1), "last_on": date(year, month, 28)}
                seen.rows("change_reasons", event="lost", line="enterprise", **period)
        people.customer(seen, ANN, "GBP")
        people.search(seen, "archer", "GB")
        told = seen.snapshot.told
    assert len(told) == 400
    assert not any(ANN in str(key) for key in told)
    house.snapshots.close()
