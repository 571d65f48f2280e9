"""Another key: everything opens with it, nothing with the one before, and a kill costs nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration import at_rest, private, publishing, recovery, rotating, sealed, warehouse
from orchestration.commands import encryption
from orchestration.commands.shared import UsageError
from orchestration.landing import archive
from orchestration.privacy import searching
from orchestration.publishing import pointer, verdict
from orchestration.settings import Settings
from tests.conftest import plain_company, settings_in
from tests.publishing.house import NEVER_NULL, House
from tests.publishing.test_role_snapshots import with_roles

OLD, NEW = "o" * 40, "n" * 40
PERSON = "Maud Walpersall"
LONG = f"{PERSON} ".encode() * 200_000  # three chunks and a bit


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def keyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A company under the old key: archive, warehouse with a log, two builds, a role's snapshot."""
    monkeypatch.setenv("CUSTOMER360_KEY", OLD)
    settings = with_roles(settings_in(tmp_path, company=plain_company(tmp_path)), "service")
    with warehouse.hold(settings), warehouse.connect(settings) as connection:
        connection.execute("create schema marts")
        house = House(settings, connection, tmp_path / "expectations")
        marts = ("marts.customer_360", "marts.household_360", "marts.contact_suppressions")
        connection.execute(
            "create table marts.contact_suppressions as select 'x' as customer_id, "
            "'offer' as purpose, 'email' as channel, ['a'] as reasons"
        )
        house.describe({"customer_360": "", "household_360": "", "contact_suppressions": ""})
        house.declare(NEVER_NULL)
        for number in (1, 2):
            connection.execute(
                f"create or replace table marts.customer_360 as select 'X' || i as customer_id, "
                f"'H0' as household_id, false as is_anonymous, $1 as display_name "
                f"from range({number}) as r (i)",
                [PERSON],
            )
            connection.execute(
                "create or replace table marts.household_360 as select 'H0' as household_id"
            )
            house.gate(f"build-{number}", marts)
            house.publish(f"build-{number}", required=marts)
        for number, content in enumerate((b"", PERSON.encode(), LONG)):
            (tmp_path / f"{number}.txt").write_bytes(content)
            archive.keep(tmp_path / f"{number}.txt", settings.archive)
    yield settings


def state(settings: Settings) -> dict[str, object]:
    """Everything that can be read with the key that is set."""
    found: dict[str, object] = {}
    for path in sorted(settings.archive.glob("[0-9a-f][0-9a-f]/*")):
        found[path.name] = b"".join(sealed.chunks(path))
    with warehouse.hold(settings), warehouse.connect(settings) as connection:
        found["warehouse"] = connection.execute("from marts.customer_360").fetchall()
        for build in publishing.builds(settings):
            said = verdict.read(connection, build.folder)
            found[build.build_id] = said.built_at, said.results, build.built_at
    for build in publishing.builds(settings):
        for path in sorted(build.folder.rglob("*.duckdb")):
            with at_rest.connect(path, read_only=True) as reader:
                found[str(path)] = reader.execute("from marts.customer_360").fetchall()
        for mart in build.marts:
            with at_rest.connect() as reader:
                rows = reader.execute(f"from {at_rest.from_parquet(reader, mart.path)}")
                found[str(mart.path)] = rows.fetchall()
    return found


def opened(settings: Settings) -> list[Path]:
    """Every encrypted file that the key which is set still opens."""
    found = []
    for path in searching.files([settings.archive, settings.build, settings.published]):
        if sealed.is_sealed(path) and sealed._opens(path):
            found.append(path)
        elif at_rest.is_encrypted(path):
            try:
                at_rest.connect(path, read_only=True).close()
                found.append(path)
            except at_rest.AtRestError:
                continue
        elif path.suffix == ".parquet":
            with at_rest.connect() as reader:
                try:
                    reader.execute(f"from {at_rest.from_parquet(reader, path)} limit 1")
                    found.append(path)
                except duckdb.InvalidInputException:
                    continue
    return found


def ends_under_the_new_key(
    settings: Settings, before: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened(settings) == []
    with pytest.raises(at_rest.AtRestError, match="another key"), warehouse.hold(settings):
        pass
    monkeypatch.setenv("CUSTOMER360_KEY", NEW)
    assert state(settings) == before
    assert list(recovery.sources(settings)) == [] and list(recovery.published(settings)) == []
    left = [
        path.name
        for path in searching.files([settings.archive, settings.build, settings.published])
        if path.suffix in (".old", ".rekeyed", ".sealing", ".draft", ".rekeying", ".wal")
    ]
    assert left == []


def test_everything_opens_with_the_new_key_and_nothing_with_the_old(
    keyed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(keyed)
    assert len(opened(keyed)) > 10
    inodes = {path: path.stat().st_ino for path in opened(keyed)}
    done = rotating.rotate(keyed, NEW.encode())
    assert done == rotating.Rotated(
        archived=3, databases=5, parquet=14
    )  # each build: four marts, and three of the role
    assert all(path.stat().st_ino != inode for path, inode in inodes.items())
    assert rotating.rotate(keyed, NEW.encode()) is None
    ends_under_the_new_key(keyed, before, monkeypatch)
    # The house goes on: the next build goes back to the one before, under the same key.
    assert publishing.rollback(keyed).build_id == "build-1"


def test_killed_at_any_moment_it_goes_on_with_the_same_command(
    keyed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kills = state(keyed), 0
    # Every step that changes what lies on the disk, each the last one once in a while.
    steps = [(private, "replace"), (private, "destroy"), (Path, "replace"), (private.os, "link")]
    draw = random.Random(15)  # noqa: S311, no secrets
    while True:
        left = draw.randrange(1, 30)

        def mortal(real: Callable[..., object]) -> Callable[..., object]:
            def step(*given: object, **options: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    raise Killed
                return real(*given, **options)

            return step

        with monkeypatch.context() as patch:
            for owner, name in steps:
                patch.setattr(owner, name, mortal(getattr(owner, name)))
            try:
                rotating.rotate(keyed, NEW.encode())
                break
            except Killed:
                kills += 1
        stopped = pytest.raises(at_rest.AtRestError, match="has not been finished")
        with stopped, warehouse.hold(keyed):
            pass
    assert kills >= 4
    ends_under_the_new_key(keyed, before, monkeypatch)


def test_what_is_not_what_was_published_stops_it_before_anything_is_changed(
    keyed: Settings,
) -> None:
    build = publishing.current(keyed)
    assert build is not None
    path = build.marts[0].path
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    held = len(opened(keyed))
    with pytest.raises(publishing.PublishError, match="the key stays"):
        rotating.rotate(keyed, NEW.encode())
    assert len(opened(keyed)) == held
    with warehouse.hold(keyed):
        pass


def test_only_the_key_that_is_in_force_gives_way(
    keyed: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(at_rest.AtRestError, match="in force already"):
        rotating.rotate(keyed, OLD.encode())
    monkeypatch.setenv("CUSTOMER360_KEY", "x" * 40)
    with pytest.raises(at_rest.AtRestError, match="another key"):
        rotating.rotate(keyed, NEW.encode())
    monkeypatch.delenv("CUSTOMER360_KEY")
    with pytest.raises(at_rest.AtRestError, match="No key is in force"):
        rotating.rotate(keyed, NEW.encode())
    (tmp_path / "short").write_text("hunter2")
    with pytest.raises(UsageError, match="7 characters") as raised:
        encryption.rotate(tmp_path / "short")
    assert "hunter2" not in str(raised.value)


def test_a_build_of_a_publish_that_was_killed_is_not_carried_over(keyed: Settings) -> None:
    half = pointer.home(keyed) / "build-3.partial"
    half.mkdir()
    (half / "c360.duckdb").write_bytes(b"x")
    rotating.rotate(keyed, NEW.encode())
    assert not half.exists()
