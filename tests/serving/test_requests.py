"""Requests of people on the page: entered, answered, and shown to nobody without the right."""

from __future__ import annotations

import fcntl
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration import at_rest, publishing, warehouse
from orchestration.journal import JournalError
from orchestration.privacy import erasing, fates, finding, keys, log, restrictions
from orchestration.settings import Settings
from tests.conftest import House, settings_in
from tests.serving.conftest import Client, Server, served

# What only whoever runs the server can do something with.
_COMMANDS = re.compile(r"--wait|customer360 run|process \d|/srv/|warehouse\.duckdb")


@pytest.fixture
def office(house: House, tmp_path: Path) -> Iterator[Server]:
    """A server over a copy of a company that has run."""
    settings = settings_in(tmp_path, house.settings.extracts)
    settings.build.mkdir()
    shutil.copy(house.settings.warehouse, settings.warehouse)
    shutil.copytree(house.settings.archive, settings.archive, symlinks=True)
    shutil.copytree(house.settings.published, settings.published, symlinks=True)
    with served(settings) as running:
        yield running


def signed_in(server: Server, *, answers: bool = True) -> tuple[Client, dict[str, str]]:
    """A browser with a session, and what its forms have to say."""
    browser = server.nobody()
    browser.ask("/sign-in", {"token": server.client(answers=answers).token})
    found = re.search(r'name="form_key" value="([^"]+)"', browser.ask("/requests").text)
    return browser, {"form_key": found[1] if found else ""}


def somebody(settings: Settings) -> tuple[str, str]:
    """A customer with an e-mail of their own: number and e-mail."""
    with duckdb.connect(str(settings.published / "current" / "c360.duckdb"), read_only=True) as c:
        ((number, email),) = c.execute(
            "select customer_id, email from marts.customer_360 where email is not null "
            "and customer_kind = 'person' and email in (select value from marts.contact_points "
            "group by value having count(distinct customer_id) = 1) order by 1 limit 1"
        ).fetchall()
    return number, email


@pytest.mark.parametrize(("kind", "stands"), [("restrict", "restricted"), ("object", "objected")])
def test_what_is_asked_for_stands_and_is_lifted_as_easily(
    office: Server, kind: str, stands: str
) -> None:
    browser, key = signed_in(office)
    number, email = somebody(office.settings)
    done = browser.ask("/requests/answer", key | {"kind": kind, "person": email})
    assert done.status == 303, done.text
    said = browser.ask(done.headers["location"]).text
    assert "from the next run on" in said and "answered on" in said
    assert [one[1] for one in restrictions.standing(office.settings)] == [stands]
    assert email not in said and number not in said  # the log names nobody
    lifted = browser.ask("/requests/answer", key | {"kind": "lift", "person": number})
    assert "did=lift" in lifted.headers["location"]
    assert restrictions.standing(office.settings) == []
    again = browser.ask("/requests/answer", key | {"kind": "lift", "person": number})
    assert "Nothing was in force" in browser.ask(again.headers["location"]).text


def test_a_copy_is_the_command_s_and_nothing_of_it_stays(office: Server) -> None:
    browser, key = signed_in(office)
    number, email = somebody(office.settings)
    said = browser.ask("/requests/answer", key | {"kind": "export", "person": number})
    assert (said.status, said.headers["content-type"]) == (200, "application/zip")
    assert said.headers["cache-control"] == "no-store"
    packed = zipfile.ZipFile(io.BytesIO(said.body))
    assert packed.namelist() == [f"{number}.json", f"{number}.html"]
    held = json.loads(packed.read(f"{number}.json"))
    assert held["customer_id"] == number and email in json.dumps(held, ensure_ascii=False)
    assert not [path for path in office.settings.build.rglob("*") if number in path.name]
    assert [one.kind for one in log.every(office.settings)] == ["export"]
    assert "export" in browser.ask("/requests").text


def test_an_erasure_begins_once_it_is_confirmed(office: Server) -> None:
    browser, key = signed_in(office)
    number, _ = somebody(office.settings)
    form = key | {"kind": "erase", "person": number}
    refused = browser.ask("/requests/answer", form)
    assert (refused.status, "write erase" in refused.text) == (400, True)
    assert log.every(office.settings) == ()
    begun = browser.ask("/requests/answer", form | {"confirmed": "erase"})
    assert begun.status == 303, begun.text
    assert "customer360 privacy resume" in browser.ask(begun.headers["location"]).text
    (request,) = log.every(office.settings)
    assert erasing.pending(office.settings) == (request.number,) and request.done_on is None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "restrict", "person": "nobody@nowhere.example"}, "nobody@nowhere.example"),
        ({"kind": "delete everything", "person": "x"}, "Say what is asked for"),
        ({"person": "x"}, "Say what is asked for"),
        ({"kind": "restrict", "person": "<script>x</script>"}, "&lt;script&gt;"),
    ],
)
def test_what_is_no_request_is_refused_in_a_sentence(
    office: Server, form: dict[str, str], sentence: str
) -> None:
    browser, key = signed_in(office)
    said = browser.ask("/requests/answer", key | form)
    assert (said.status, sentence in said.text) == (400, True), said.text
    assert log.every(office.settings) == ()


def test_while_a_run_is_on_the_answer_is_to_try_again(office: Server) -> None:
    browser, key = signed_in(office)
    number, _ = somebody(office.settings)
    with (office.settings.build / warehouse.LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = browser.ask("/requests/answer", key | {"kind": "restrict", "person": number})
    assert (said.status, "Try again in a few minutes" in said.text) == (503, True)
    assert not _COMMANDS.search(said.text)
    assert log.every(office.settings) == ()


def test_while_everything_is_built_anew_no_empty_warehouse_is_put_in_its_place(
    office: Server,
) -> None:
    browser, key = signed_in(office)
    office.settings.warehouse.unlink()
    said = browser.ask("/requests/answer", key | {"kind": "restrict", "person": "C1"})
    assert (said.status, "is being built anew" in said.text) == (503, True), said.text
    assert not office.settings.warehouse.exists()


@pytest.mark.parametrize(
    "failure",
    [
        warehouse.WarehouseBusyError, duckdb.IOException, publishing.PublishError, JournalError,
        keys.KeyMissingError, fates.FateError, erasing.ErasureError, at_rest.AtRestError,
        duckdb.CatalogException, PermissionError,
    ],
)  # fmt: skip
def test_what_fails_is_told_in_the_page_s_words_and_leaves_its_reason_in_the_log(
    office: Server,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: type[Exception],
) -> None:
    def fail(*_: object) -> str:
        raise failure("/srv/archive/key of process 17 is gone: customer360 run --wait 9")

    browser, key = signed_in(office)
    monkeypatch.setattr(finding, "one", fail)
    said = browser.ask("/requests/answer", key | {"kind": "restrict", "person": "C1"})
    assert said.status in (500, 503) and 'role="alert"' in said.text
    assert not _COMMANDS.search(said.text), said.text
    assert "/srv/archive/key" in caplog.text
    assert log.every(office.settings) == ()


def test_nobody_else_answers(office: Server) -> None:
    number, _ = somebody(office.settings)
    form = {"kind": "restrict", "person": number}
    steward = office.client(steward=True)
    assert steward.ask("/requests").status == 403
    assert steward.ask("/requests/answer", form).status == 403
    assert "/requests" not in steward.ask(f"/customers/{number}").text
    assert office.nobody().ask("/requests/answer", form).status == 401
    browser, _ = signed_in(office)
    assert browser.ask("/requests/answer", form | {"form_key": "x"}).status == 403
    assert f"/requests?person={number}" in browser.ask(f"/customers/{number}").text
    assert log.every(office.settings) == ()
