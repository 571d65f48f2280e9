"""Every alert is handed over, none twice, whatever fails on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from orchestration import alerting, publishing
from orchestration.alerting import targets
from orchestration.cli import app
from orchestration.commands.shared import UsageError
from orchestration.settings import PROJECT, Settings
from orchestration.warehouse import connect
from tests.conftest import plain_company, settings_in

ALERTS = """
    create or replace table marts.alerts as
    select 'A' || i as alert_id, 'late' as rule, 'C' || i as customer_id,
        timestamp '2026-01-01' - to_days(i::integer) as raised_at, 'service' as role,
        'Ring (DL-' || i || ')' as message, 'DL-' || i as reference,
        case when i < 1000 then 'open' else 'expired' end as status
    from range({}, {}) as numbers (i)
"""
HAND_OVER = """
import sys
from pathlib import Path
from orchestration import alerting, gates, publishing
from tests.conftest import settings_in
alerting.hand_over(settings_in(Path(sys.argv[1])), sys.argv[2])
"""


def publish(settings: Settings, number: int, first: int, last: int) -> None:
    """Publish a build with the alerts of these numbers."""
    with connect(settings) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute(ALERTS.format(first, last + 1))
        build = f"build-{number}"
        sealed = publishing.seal(settings, connection, run_id=build, build_id=build)
        suites = (settings.extracts,)
        publishing.judge(settings, connection, sealed, ["marts.alerts"], expectations=suites)
        publishing.publish(
            settings,
            connection,
            run_id=build,
            required_gates=["marts.alerts"],
            build_id=build,
            expectations=suites,
        )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path, company=plain_company(tmp_path))
    publish(settings, 1, 1, 3)
    return settings


@dataclass
class Webhook:
    """What a server has heard; it answers with the codes given, then with 200 for ever."""

    url: str
    codes: list[int]
    bodies: list[dict[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    monkeypatch.setattr(targets, "PAUSES_SECONDS", (0.01, 0.01))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code = heard.codes.pop(0) if heard.codes else 200
            if code == 200:
                heard.bodies.append(body)
                heard.keys.append(self.headers["Idempotency-Key"])
            self.send_response(code)
            if code == 302:
                self.send_header("Location", heard.url)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    heard = Webhook(f"http://127.0.0.1:{server.server_port}/s3cret", [])
    yield heard
    server.shutdown()
    server.server_close()


def lines(path: Path) -> list[str]:
    return [json.loads(line)["alert_id"] for line in path.read_text().splitlines()]


def test_each_alert_is_handed_to_a_file_once_oldest_first(
    settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "alerts.jsonl"
    assert alerting.hand_over(settings, str(target)) == alerting.Handed(3, 0)
    assert alerting.hand_over(settings, str(target)) == alerting.Handed(0, 0)
    publish(settings, 2, 2, 4)
    assert alerting.hand_over(settings, str(target)) == alerting.Handed(1, 0)
    assert lines(target) == ["A3", "A2", "A1", "A4"]
    first = json.loads(target.read_text().splitlines()[0])
    assert (first["raised_at"], first["customer_id"]) == ("2025-12-29T00:00:00Z", "C3")


def test_a_server_that_fails_once_is_asked_again_with_the_same_key(
    settings: Settings, webhook: Webhook
) -> None:
    webhook.codes = [503]
    assert alerting.hand_over(settings, webhook.url).handed == 3
    assert webhook.keys == ["A3", "A2", "A1"]
    assert [body["alert_id"] for body in webhook.bodies] == webhook.keys


@pytest.mark.parametrize("codes", [[200, 400], [200, 302], [200, 500, 500, 500]])
def test_an_alert_that_is_refused_stays_new_and_so_do_those_behind_it(
    settings: Settings, webhook: Webhook, codes: list[int]
) -> None:
    webhook.codes = list(codes)
    with pytest.raises(alerting.AlertError, match="answered") as told:
        alerting.hand_over(settings, webhook.url)
    assert "s3cret" not in str(told.value)
    assert webhook.codes == [], "each answer was waited for"
    assert webhook.keys == ["A3"]
    assert [alert.alert_id for alert in alerting.new_alerts(settings)] == ["A2", "A1"]
    alerting.hand_over(settings, webhook.url)
    assert webhook.keys == ["A3", "A2", "A1"]


def test_a_hand_over_that_is_killed_loses_no_alert(settings: Settings, tmp_path: Path) -> None:
    publish(settings, 2, 1, 400)
    target = tmp_path / "alerts.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-c", HAND_OVER, str(tmp_path), str(target)], cwd=PROJECT
    )
    while process.poll() is None and not (target.exists() and target.stat().st_size > 5_000):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = len(lines(target))
    assert before < 400, "killed in the middle"
    alerting.hand_over(settings, str(target))
    handed = lines(target)
    assert len(set(handed)) == 400
    assert len(handed) <= 401, "at most the one that the kill fell upon is handed twice"


def test_numbers_cut_short_by_a_full_disk_are_handed_again(
    settings: Settings, tmp_path: Path
) -> None:
    alerting.note(settings)
    ledger = settings.archive / "journal" / "alerts.jsonl"
    os.truncate(ledger, ledger.stat().st_size - 2)
    assert len(alerting.new_alerts(settings)) == 3, "they were written down together"
    assert alerting.hand_over(settings, str(tmp_path / "a.jsonl")).handed == 3
    assert alerting.new_alerts(settings) == ()


def test_alerts_that_are_noted_are_handed_to_nobody(settings: Settings, tmp_path: Path) -> None:
    assert alerting.note(settings) == 3
    assert alerting.hand_over(settings, str(tmp_path / "a.jsonl")) == alerting.Handed(0, 0)
    assert not (tmp_path / "a.jsonl").exists()


def test_what_time_does_not_allow_is_left_for_the_next_call(
    settings: Settings, tmp_path: Path
) -> None:
    assert alerting.hand_over(settings, str(tmp_path / "a"), seconds=0) == alerting.Handed(0, 3)


@pytest.mark.parametrize("target", ["ftp://example.org/x", "/proc/nothing/alerts"])
def test_a_target_that_cannot_take_anything_is_a_sentence(settings: Settings, target: str) -> None:
    with pytest.raises(alerting.AlertError, match="CUSTOMER360_ALERTS"):
        alerting.hand_over(settings, target)


def test_before_the_first_publish_there_is_no_alert(tmp_path: Path) -> None:
    assert alerting.new_alerts(settings_in(tmp_path)) == ()


def test_who_has_seen_to_an_alert_is_kept_beside_the_archive_and_outlives_the_build(
    settings: Settings, tmp_path: Path
) -> None:
    at = datetime(2026, 1, 2, 9, 30)
    assert alerting.handle(settings, "A2", "sam", at).reference == "DL-2"
    assert [alert.alert_id for alert in alerting.open_alerts(settings)] == ["A3", "A1"]
    with pytest.raises(alerting.UnknownAlertError, match="customer360 alerts --open"):
        alerting.handle(settings, "A2", "kim", at)
    assert alerting.hand_over(settings, str(tmp_path / "a.jsonl")).handed == 2
    assert lines(tmp_path / "a.jsonl") == ["A3", "A1"], "nobody is told of what is done"
    assert len(alerting.open_alerts(settings)) == 2, "handed over is not seen to"
    shutil.rmtree(settings.build)
    settings.build.mkdir()
    with connect(settings) as connection:
        connection.execute("create schema landing")
        alerting.load_handled(connection, settings)
        assert connection.execute("from landing.handled_alerts").fetchall() == [("A2", "sam", at)]


def test_what_is_no_longer_open_is_handed_to_nobody(settings: Settings) -> None:
    publish(settings, 2, 999, 1001)
    assert [alert.alert_id for alert in alerting.new_alerts(settings)] == ["A999"]


def test_the_command_marks_an_alert_by_its_number(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    run = CliRunner()
    with pytest.raises(UsageError, match="--by"):
        run.invoke(app, ["alerts", "--handled", "A1"], catch_exceptions=False)
    marked = run.invoke(app, ["alerts", "--handled", "A1", "--by", "sam"])
    assert marked.exit_code == 0
    listed = run.invoke(app, ["alerts", "--open", "--json"]).output.splitlines()
    assert [json.loads(line)["alert_id"] for line in listed] == ["A3", "A2"]


def test_the_sensor_hands_over_what_a_publish_has_brought(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs.schedules import new_alerts as sensor

    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CUSTOMER360_ALERTS", raising=False)
    assert "nobody" in str(sensor(dg.build_sensor_context()))
    monkeypatch.setenv("CUSTOMER360_ALERTS", str(tmp_path / "a.jsonl"))
    assert "3 alerts handed over, 0 left" in str(sensor(dg.build_sensor_context()))
    assert lines(tmp_path / "a.jsonl") == ["A3", "A2", "A1"]
