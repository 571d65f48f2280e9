"""With a key nothing that a run writes can be read without it; without one nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import at_rest, warehouse
from orchestration.commands import encryption
from orchestration.commands.shared import UsageError
from orchestration.gates import ledger
from orchestration.privacy import searching
from orchestration.publishing import snapshot
from tests.conftest import settings_in

KEY, OTHER = "k" * 40, "o" * 40
BUILT_AT = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = "create schema marts; create table marts.people as select $1 as name"
PERSON = "Maud Walpersall"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)


def holds(folder: Path) -> list[Path]:
    """Files in which the person can be read without a key."""
    needles = searching.Needles([PERSON])
    found = [path for path in searching.files([folder]) if needles.within(path.read_bytes())]
    for path in searching.files([folder]):
        if path.read_bytes()[:4] == b"PAR1" or path.read_bytes()[8:20] == b"DUCK":
            found.append(path)
    return found


def test_warehouse_log_and_spill_hold_nothing_that_can_be_read(key: None, tmp_path: Path) -> None:
    house = replace(settings_in(tmp_path), memory_limit="60MB")
    with warehouse.hold(house), warehouse.connect(house) as connection:
        connection.execute("create schema s; create table s.people (name varchar)")
        connection.execute("checkpoint")
        connection.execute("insert into s.people values (?)", [PERSON])
        assert house.warehouse.with_suffix(".duckdb.wal").stat().st_size
        connection.execute(
            "create temp table spilled as "
            "select i, concat_ws(' ', ?, md5(i::varchar)) as name from range(2_000_000) as t(i)",
            [PERSON],
        )
        assert list((house.build / "spill").glob("*"))
        assert holds(tmp_path) == []
    with warehouse.hold(house), warehouse.connect(house, read_only=True) as connection:
        assert connection.execute("from s.people").fetchall() == [(PERSON,)]
    assert at_rest.is_encrypted(house.warehouse)
    assert holds(tmp_path) == []


def test_without_a_key_a_file_is_what_duckdb_makes(tmp_path: Path) -> None:
    with at_rest.connect(tmp_path / "a.duckdb") as connection:
        connection.execute("create table t as select 1 as a")
        databases = connection.execute("select database_name from duckdb_databases()").fetchall()
    assert ("memory",) not in databases
    assert not at_rest.is_encrypted(tmp_path / "a.duckdb")
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        assert connection.execute("from t").fetchall() == [(1,)]


def test_another_key_and_none_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = settings_in(tmp_path)
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    with warehouse.hold(house), warehouse.connect(house) as connection:
        connection.execute("create table t as select 1 as a")
    monkeypatch.setenv("CUSTOMER360_KEY", OTHER)
    with pytest.raises(at_rest.AtRestError, match="another key") as raised, warehouse.hold(house):
        pass
    assert OTHER not in str(raised.value)
    monkeypatch.delenv("CUSTOMER360_KEY")
    for reading in (True, False):
        with pytest.raises(at_rest.AtRestError, match="CUSTOMER360_KEY_FILE"):
            at_rest.connect(house.warehouse, read_only=reading)
    with pytest.raises(at_rest.AtRestError, match="is encrypted"), warehouse.hold(house):
        pass
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    with warehouse.hold(house), warehouse.connect(house) as connection:
        assert connection.execute("from t").fetchall() == [(1,)]


def test_a_key_that_cannot_be_used_is_told_without_being_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, file = "hunter2", tmp_path / "key"
    monkeypatch.setenv("CUSTOMER360_KEY", short)
    with pytest.raises(at_rest.AtRestError, match="7 characters") as raised:
        at_rest.connect()
    assert short not in str(raised.value)
    monkeypatch.setenv("CUSTOMER360_KEY_FILE", str(file))
    with pytest.raises(at_rest.AtRestError, match="not both"):
        at_rest.connect()
    monkeypatch.delenv("CUSTOMER360_KEY")
    with pytest.raises(at_rest.AtRestError, match="cannot be read"):
        at_rest.connect()
    file.write_text("")
    with pytest.raises(at_rest.AtRestError, match="0 characters"):
        at_rest.connect()
    file.write_text(KEY + "\n")
    from_file = at_rest.key(at_rest.BUILD)
    monkeypatch.delenv("CUSTOMER360_KEY_FILE")
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    assert at_rest.key(at_rest.BUILD) == from_file


def test_a_plain_build_is_encrypted_when_a_key_comes_and_its_bytes_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = settings_in(tmp_path)
    with warehouse.hold(house), warehouse.connect(house) as connection:
        connection.execute("create schema s; create table s.people as select $1 as name", [PERSON])
        connection.execute("create view s.named as select name from s.people")
    assert holds(tmp_path)
    monkeypatch.setenv("CUSTOMER360_KEY", KEY)
    with warehouse.hold(house), warehouse.connect(house) as connection:
        assert connection.execute("from s.named").fetchall() == [(PERSON,)]
    assert holds(tmp_path) == []


@pytest.mark.parametrize(
    "call", ["os.link", "pathlib.Path.replace", "orchestration.private.destroy"]
)
def test_killed_while_it_is_encrypted_a_build_loses_nothing(
    call: str, key: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    house = settings_in(tmp_path)
    house.build.mkdir(parents=True)
    with duckdb.connect(str(house.warehouse)) as connection:
        connection.execute("create table people as select $1 as name", [PERSON])
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(call, killed)
        at_rest.encrypt(house.warehouse)
    at_rest.encrypt(house.warehouse)
    with at_rest.connect(house.warehouse) as connection:
        assert connection.execute("from people").fetchall() == [(PERSON,)]
    assert holds(tmp_path) == []
    assert {path.name for path in house.build.iterdir()} == {"c360.duckdb"}


def test_every_cursor_and_every_opening_is_in_the_same_database(key: None, tmp_path: Path) -> None:
    house = settings_in(tmp_path)
    with warehouse.connect(house) as connection, warehouse.connect(house) as second:
        ledger.prepare(connection)
        assert second.execute("select count(*) from gates.results").fetchall() == [(0,)]
        with at_rest.cursor(connection) as cursor:
            assert cursor.execute("select current_database()").fetchall() == [("c360",)]


def test_a_reader_of_one_role_opens_that_snapshot_alone(key: None, tmp_path: Path) -> None:
    """DuckDB itself, with the key that the role was given, as a BI tool opens it."""
    build = tmp_path / "published" / "builds" / "20260101-a"
    role = build / "roles" / "marketing"
    with at_rest.connect() as connection:
        connection.execute(TABLE, [PERSON])
        for folder in (build, role):
            snapshot.write(connection, ("people",), folder, "b", BUILT_AT, {}, "EUR")
            read = at_rest.from_parquet(connection, folder / "parquet" / "people.parquet")
            assert connection.execute(f"select count(*) from {read}").fetchall() == [(1,)]
    assert holds(tmp_path) == []
    (current := tmp_path / "published" / "current").symlink_to(build)
    assert at_rest.room_of(current / "c360.duckdb") == at_rest.PUBLISHED
    given = at_rest.key(at_rest.role("marketing"))
    with duckdb.connect() as reader:
        attach = f"attach '{{}}' as one (read_only, encryption_key '{given}')"
        reader.execute(attach.format(current / "roles/marketing/c360.duckdb"))
        assert reader.execute("select count(*) from one.marts.people").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error, match="Wrong encryption key"):
            reader.execute(attach.format(current / "c360.duckdb").replace(" one ", " two "))


def test_what_is_published_plain_is_said_so_and_the_rest_stays_shut(
    key: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMER360_PUBLISH_PLAIN", "yes")
    house, build = settings_in(tmp_path), tmp_path / "published" / "builds" / "20260101-a"
    with warehouse.connect(house) as connection:
        connection.execute(TABLE, [PERSON])
        snapshot.write(connection, ("people",), build, "b", BUILT_AT, {}, "EUR")
    with duckdb.connect(str(build / "c360.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.people").fetchall() == [(1,)]
    assert at_rest.is_encrypted(house.warehouse)


def test_databases_are_opened_in_one_place() -> None:
    """Else one of them would be left plain. The others hold no rows of anybody's."""
    harmless = {
        "at_rest.py",
        "benchmark.py",  # how fast this machine reads
        "company/expressions.py",
        "locked.py",
        "sample/engine.py",  # people that nobody is
        "sandbox.py",
    }
    package = Path(at_rest.__file__).parent
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "duckdb.connect(" in path.read_text(encoding="utf-8")
    }
    assert found == harmless


def test_the_command_makes_a_key_and_shows_readers_theirs_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said(command: Callable[..., None], *given: str, **options: bool) -> str:
        with encryption.console.capture() as printed:
            command(*given, **options)
        return printed.get().strip()

    made = said(encryption.new)
    with pytest.raises(UsageError, match="needs no key"):
        encryption.show("published")
    monkeypatch.setenv("CUSTOMER360_KEY", made)
    told = [said(encryption.show, reader) for reader in ("published", "marketing", "service")]
    told.append(said(encryption.show, "published", parquet=True))
    assert len({made, *told, at_rest.key(at_rest.BUILD), at_rest.key(at_rest.ARCHIVE)}) == 7
    with pytest.raises(UsageError, match="build"):
        encryption.show("build")


def test_the_key_is_in_no_setting_that_is_printed_and_in_no_argument(
    key: None, tmp_path: Path
) -> None:
    house = settings_in(tmp_path)
    secrets = {KEY, *filter(None, map(at_rest.key, (at_rest.BUILD, at_rest.ARCHIVE)))}
    with warehouse.hold(house), warehouse.connect(house) as connection:
        shown = connection.execute("select * from duckdb_databases()").fetchall()
        shown += connection.execute("select * from duckdb_settings()").fetchall()
        shown += connection.execute("select * from duckdb_secrets()").fetchall()
    said = f"{house} {house.environment()} {shown} {at_rest.fingerprint()}"
    assert not [secret for secret in secrets if secret in said]
