"""A steward at the command line: what is refused, what is written, and that a run notices."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import settings as given
from orchestration import unchanged
from orchestration.cli import app
from orchestration.commands.shared import UsageError, console

A, B, C = "crm:CT-1", "shop:AC-2", "risk:RS-3"


@pytest.fixture
def decisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company that published three records of two customers; the file of its decisions."""
    for name in ("EXTRACTS", "BUILD", "ARCHIVE", "PUBLISHED"):
        monkeypatch.setenv(f"CUSTOMER360_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("CUSTOMER360_DECISIONS", str(tmp_path / "kept" / "decisions.csv"))
    build = tmp_path / "published" / "builds" / "b1"
    for folder in (build, tmp_path / "extracts", tmp_path / "build"):
        folder.mkdir(parents=True)
    with duckdb.connect(str(build / "c360.duckdb")) as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.customer_crosswalk as
            select unnest(['{A}', '{B}', '{C}', '{C}']) as record_id,
                unnest(['C-1', 'C-1', 'C-2', 'C-1']) as customer_id,
                unnest([null, null, null, date '2026-01-01']) as valid_to
            """
        )
    manifest = {
        "build_id": "b1", "run_id": "r1", "built_at": "2026-01-01T00:00:00+00:00",
        "database": str(build / "c360.duckdb"), "marts": [],
        "database_sha256": hashlib.sha256((build / "c360.duckdb").read_bytes()).hexdigest(),
    }  # fmt: skip
    (build / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "published" / "current").symlink_to("builds/b1")
    return tmp_path / "kept" / "decisions.csv"


def identity(*arguments: str) -> str:
    """What the command prints; raises what it refuses with."""
    with console.capture() as said:
        found = CliRunner().invoke(app, ["identity", *arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return said.get()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["link", A, "crm:CT-9", "--reason", "seen"], "No record crm:CT-9"),
        (["link", A, "C-2", "--reason", "seen"], "No record C-2"),
        (["unlink", A, A, "--reason", "seen"], "is one record"),
        (["link", A, C, "--reason", " "], "needs a reason"),
        (["link", A, C, "--reason", "seen", "--expires", "soon"], "is not a day"),
        (["undo", "D-00000000"], "no decision D-00000000"),
        (["review"], "There is no warehouse"),
        (["accept", "--reason", "fine"], "There is no warehouse"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_written(
    decisions: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        identity(*arguments)
    assert not decisions.exists()


def test_a_decision_is_written_listed_contradicted_and_undone(decisions: Path) -> None:
    first = identity("link", A, C, "--reason", "rang us", "--author", "ada").split()[0]
    said = identity("unlink", C, A, "--reason", "his [sic] son", "--author", "ben")
    second = said.split(" is written")[0].split()[-1]
    assert f"{first} is contradicted by {second}" in said
    assert "They are two customers already" in said
    listed = identity("decisions")
    assert f"{first}  link {A} {C}: replaced" in listed
    assert "his [sic] son" in listed
    identity("undo", second, "--author", "ada")
    assert f"{first}  link {A} {C}: in force" in identity("decisions")
    assert second not in identity("decisions")
    assert f"{second}  unlink {A} {C}: undone" in identity("decisions", "--all")
    assert len(decisions.read_text().splitlines()) == 4, "header, two decisions, one revocation"


def test_an_expired_decision_is_listed_by_the_day_that_is_measured(decisions: Path) -> None:
    identity("link", A, C, "--reason", "until it is clear", "--expires", "2026-03-01")
    assert "in force" in identity("decisions", "--as-of", "2026-02-28")
    assert "No decision holds" in identity("decisions", "--as-of", "2026-03-01")


def test_a_new_decision_alone_makes_a_run_necessary(decisions: Path) -> None:
    before = unchanged.ground(given.from_environment(), None)
    assert unchanged.ground(given.from_environment(), None) == before
    identity("link", A, C, "--reason", "rang us")
    assert unchanged.ground(given.from_environment(), None) != before
