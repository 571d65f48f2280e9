"""An erasure ends the same wherever it was stopped, and reaches whatever outlives the build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Timer

import pytest

from orchestration import journal, private, remembered
from orchestration.commands import privacy as commands
from orchestration.commands.shared import UsageError
from orchestration.company.departments import Extract
from orchestration.privacy import (
    belongings,
    columns,
    delivered,
    erasing,
    finding,
    keys,
    log,
    searching,
    tombstones,
)
from orchestration.privacy.searching import Needles
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.conftest import settings_in
from tests.privacy.planted import ANN, BEN, FORMATS, TELLING, ZOE, Place, content, extract

TODAY = date(2026, 2, 1)
ALL = (ANN, ZOE, BEN)
TABLES = tuple(extract(kind, pattern=f"{kind}_*") for kind in FORMATS)
CROSSWALK = """
insert into identity.crosswalk (
    record_id, department, source_record_id, customer_id, matched_by, match_weight, valid_from,
    valid_to
)
select 'crm:P' || i, 'crm', 'P' || i, 'C-' || i, 'alone', null, date '2026-01-01', null
from range(1, 4) as r(i);
insert into identity.events
select md5('e' || i), 'created', 'C-' || i, null, date '2026-01-01', null, null
from range(1, 4) as r(i);
"""
ZOES = "('crm:P2', 'zoe', null, 'quill', 'zoe@quill.test', '+447700900002', null, 'QZ99ZZ'),"
STANDARDISED = f"""
create table identity.standardised (
    record_id varchar, given_name varchar, middle_name varchar, family_name varchar,
    email varchar, phone varchar, phone_alternative varchar, postcode varchar
);
insert into identity.standardised values
    ('crm:P1', 'ann', null, 'able', 'ann@able.test', '+447700900001', null, 'AB12CD'),
    {ZOES}
    ('crm:P3', 'ben', null, 'cole', 'ben@cole.test', '+447700900003', null, 'CD34EF');
"""


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Settings]:
    """Seven tables of the same three people, landed; a run that builds nothing."""
    monkeypatch.setattr("orchestration.privacy.fates.by_table", lambda _: {})
    for module in (belongings, delivered, columns):
        for name in ("extracts", "sound_extracts"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda: TABLES)
    monkeypatch.setattr("orchestration.privacy.recipients.of", lambda _: [])
    columns._keys_named_elsewhere.cache_clear()
    columns._named_by_one_department.cache_clear()
    settings = replace(settings_in(tmp_path), decisions_file=tmp_path / "decisions.csv")
    with connect(settings) as connection:
        place = Place(settings, connection)
        for one in TABLES:
            place.land(one, f"{one.table.removeprefix('people_')}_1", content(_kind(one), ALL))
        remembered.recall(connection, settings)
        connection.execute(CROSSWALK + STANDARDISED)
        remembered.write_down(connection, settings)
    _outlives(settings)
    yield settings
    columns._keys_named_elsewhere.cache_clear()
    columns._named_by_one_department.cache_clear()


def _kind(one: Extract) -> str:
    return one.table.removeprefix("people_")


def _outlives(settings: Settings) -> None:
    """A treatment group and a steward's decision that name the person."""
    folder = private.folder(settings.assignments / "win_back")
    private.write(folder / "2026-01-05-abcdefabcdef.csv", "action,customer_id\nw,C-1\nw,C-2\n")
    private.write(
        settings.decisions,
        "decision_id,decision,record_a,record_b,author,reason,decided_on,expires_on,undoes\n"
        "D-1,link,crm:P1,crm:P2,me,Zoë rang,2026-01-05,,\n"
        "D-2,unlink,crm:P1,crm:P3,me,two people,2026-01-05,,\n",
    )


def builds_nothing(_: date | None) -> tuple[str, ...]:
    return ()


def erase(settings: Settings) -> erasing.Erased:
    return erasing.erase(settings, ["C-2"], TODAY, builds_nothing)


def state(settings: Settings) -> dict[str, str]:
    """What is left, without what is drawn by lot: files by name, hashes and renamed lines."""
    found = {
        str(path.relative_to(settings.build.parent)): path.read_bytes().hex()
        for path in sorted(settings.extracts.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
    found["decisions"] = settings.decisions.read_text()
    found["rows"] = str(
        sorted(
            (event["row"].get("valid_from"), event["row"].get("record_id", "")[:6])
            for event in journal.of(settings, "numbers").events()
            if event["event"] == "added" and event["table"] == "identity.crosswalk"
        )
    )
    found["groups"] = str(
        sorted(p.read_text().count("\n") for p in settings.assignments.glob("*/*.csv"))
    )
    return found


def left(settings: Settings) -> list[str]:
    values = [*TELLING, "C-2", "P2"]
    places = [settings.archive, settings.extracts, settings.decisions, settings.build]
    return [
        f"{one.path} {one.how}"
        for one in searching.search(places, Needles(values))
        if one.path.name != "c360.duckdb"
    ]


def test_nothing_is_left_in_archive_deliveries_journals_groups_and_decisions(
    company: Settings,
) -> None:
    assert left(company)
    done = erase(company)
    assert left(company) == []
    assert done.left == ()
    said = json.loads(done.certificate.read_text())
    assert said["customers"] == 1
    assert {one["deleted"] for one in said["tables"]} == {1}
    assert len(said["tables"]) == len(FORMATS)
    assert (said["assignments_renamed"], said["decisions_dropped"]) == (1, 1)
    assert "D-2" in company.decisions.read_text()
    [request] = log.every(company)
    assert (request.kind, request.done_on, request.due_on) == ("erase", TODAY, date(2026, 3, 1))
    assert erasing.pending(company) == ()
    assert erasing.carry_on(company, TODAY, builds_nothing) == ()


def test_numbers_go_on_under_one_that_nothing_resolves(company: Settings) -> None:
    erase(company)
    rows = [
        event["row"]
        for event in journal.of(company, "numbers").events()
        if event["table"] == "identity.crosswalk"
    ]
    assert len(rows) == 3
    [renamed] = [row for row in rows if row["customer_id"] not in ("C-1", "C-3")]
    assert renamed["valid_from"] == "2026-01-01"
    assert renamed["record_id"] == f"crm:{renamed['source_record_id']}"
    [group] = company.assignments.glob("*/*.csv")
    assert renamed["customer_id"] in group.read_text()


class Killed(BaseException):
    """The process is gone: nothing that catches errors catches it."""


def _killing(call: Callable[..., object], at: int, count: list[int]) -> Callable[..., object]:
    def one(*args: object, **kwargs: object) -> object:
        count[0] += 1
        if count[0] == at:
            raise Killed
        return call(*args, **kwargs)

    return one


@pytest.mark.parametrize("moment", [1, 2, 3, 5, 8, 13, 17, 21, 26, 33])
def test_killed_at_any_moment_it_ends_the_same(
    company: Settings, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = [0]
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", _killing(__import__("os").fsync, moment, count))
        patch.setattr(private, "destroy", _killing(private.destroy, moment, count))
        patch.setattr(Path, "replace", _killing(Path.replace, moment, count))
        with suppress(Killed):
            erase(company)
    if not tombstones.every(company):  # nothing had been promised yet
        erase(company)
    for _ in range(2):
        erasing.carry_on(company, TODAY, builds_nothing)
    assert count[0] >= moment
    assert left(company) == []
    assert erasing.pending(company) == ()
    assert {one.done_on for one in log.every(company)} == {TODAY}
    assert state(company)["decisions"].count("D-") == 1


def test_a_dry_run_changes_nothing_and_says_what_would_go(company: Settings) -> None:
    before = state(company)
    found = erasing.preview(company, ["C-2"], TODAY)
    assert state(company) == before
    assert tombstones.every(company) == ()
    assert {one.deleted for one in found.tables} == {1}
    assert sum(one.edited for one in found.tables) == len(FORMATS)


def test_a_key_that_is_gone_is_never_made_anew(company: Settings) -> None:
    erase(company)
    (keys.folder(company) / "key").unlink()
    with pytest.raises(keys.KeyMissingError, match=r"Put .* back"):
        erasing.preview(company, ["C-1"], TODAY)


@pytest.mark.parametrize(
    "said",
    ["C-2", "crm:P2", "p2", "ZOE@quill.test", "07700 900002", "+44 7700 900002",
     "Zoë Quill, qz9 9zz"],
)  # fmt: skip
def test_a_person_is_found_by_whatever_names_them(company: Settings, said: str) -> None:
    with connect(company) as connection:
        assert finding.one(connection, company, said) == "C-2"


def test_nobody_is_guessed(company: Settings) -> None:
    with connect(company) as connection:
        with pytest.raises(finding.NobodyError):
            finding.one(connection, company, "Zoë Quill")
        connection.execute("update identity.standardised set email = 'zoe@quill.test'")
        with pytest.raises(finding.SeveralError, match=r"C-1 .*C-2 .*C-3"):
            finding.one(connection, company, "zoe@quill.test")


HOLDER = """
import sys
from pathlib import Path
from orchestration import settings, warehouse
with warehouse.hold(settings.from_environment()):
    print("holds", flush=True)
    sys.stdin.read()
"""


def command(house: Settings, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=house.child_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def asked(company: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same company, to be asked by the command of this process."""
    for name, value in company.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(commands, "companys_day", lambda: TODAY)
    monkeypatch.setattr(commands, "_built", lambda _: builds_nothing)
    return company


def test_an_erasure_beside_a_run_says_whom_it_waits_for_and_is_done_then(
    asked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(commands, "_say", said.append)
    run = command(asked, "-c", HOLDER)
    assert run.stdin and run.stdout and run.stdout.readline() == "holds\n"
    with pytest.raises(UsageError, match=f"process {run.pid}.*Nothing was written down"):
        commands.erase(["C-2"], list_file=None, dry_run=False, yes=True, wait=0)
    assert tombstones.every(asked) == ()
    ending = Timer(1, run.stdin.close)
    ending.start()
    commands.erase(["C-2"], list_file=None, dry_run=False, yes=True, wait=60)
    assert run.wait() == 0
    assert said[0] == f"Another run (process {run.pid}) is at work; waiting for it."
    assert left(asked) == []
    assert erasing.pending(asked) == ()


def test_requests_during_an_erasure_wait_for_the_build_that_it_makes(
    asked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build is gone when the second one comes; it is not told that there never was any."""
    said: list[tuple[int, str]] = []
    cli = ("-m", "orchestration.cli", "privacy", "restrict", "C-1")
    waiting: list[subprocess.Popen[str]] = []

    def builds(_: date | None) -> tuple[str, ...]:
        assert not asked.warehouse.exists()
        refused = command(asked, *cli, "--wait", "0")
        said.append((refused.wait(), refused.communicate()[1]))
        waiting.append(command(asked, *cli))
        assert waiting[0].stdout and "waiting for it" in waiting[0].stdout.readline()
        with connect(asked) as connection:
            remembered.recall(connection, asked)
            connection.execute(STANDARDISED.replace(ZOES, ""))
        return ()

    monkeypatch.setattr(commands, "_built", lambda _: builds)
    commands.erase(["C-2"], list_file=None, dry_run=False, yes=True, wait=0)
    assert said[0][0] == 2
    assert f"process {os.getpid()}" in " ".join(said[0][1].split())
    told, wrong = waiting[0].communicate(timeout=60)
    assert "written down for 1 customers" in told, wrong
    assert [(one.kind, bool(one.done_on)) for one in log.every(asked)] == [
        ("erase", True),
        ("restrict", True),
    ]


def test_a_request_after_an_erasure_that_was_killed_is_told_to_let_it_end(asked: Settings) -> None:
    def dies(_: date | None) -> tuple[str, ...]:
        raise Killed

    with suppress(Killed):
        erasing.erase(asked, ["C-2"], TODAY, dies)
    with pytest.raises(UsageError, match=r"stopped .* privacy resume"):
        commands.erase(["C-1"], list_file=None, dry_run=False, yes=True, wait=0)
    commands.resume(wait=0)
    assert erasing.pending(asked) == ()
