"""Any five of the sample company's eleven departments can go.

The tests look at a seeded choice of the 462. All of them, without a run, and a whole run of some:

    python -m tests.adopt.test_fewer_departments
    python -m tests.adopt.test_fewer_departments crm insurance shop social web
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from orchestration import dbt, gates
from orchestration.company import departments, feeds, project
from orchestration.gates import suites
from orchestration.gates.seams import may_be_empty, required
from orchestration.settings import Settings, from_environment
from tests.conftest import settings_in
from tests.test_cli import customer360

pytestmark = pytest.mark.slow

SAMPLE = from_environment().company
NAMES = tuple(department.name for department in departments.departments(SAMPLE))
CHOICES = tuple(itertools.combinations(NAMES, 5))
MOST_WARNINGS = 5


def chosen(how_many: int, seed: int) -> list[tuple[str, ...]]:
    found = np.random.default_rng(seed).choice(len(CHOICES), how_many, replace=False)
    return [CHOICES[number] for number in sorted(found)]


def without(gone: tuple[str, ...], folder: Path) -> Settings:
    """The sample company with five folders deleted, and nothing else changed."""
    company = folder / "company"
    (company / "departments").mkdir(parents=True)
    for part in ("company.yml", "dbt_project.yml", "packages.yml", "rules", "expectations"):
        (company / part).symlink_to(SAMPLE / part)
    for name in set(NAMES) - set(gone):
        shutil.copytree(SAMPLE / "departments" / name, company / "departments" / name)
    return settings_in(folder, SAMPLE / "extracts", company)


def wrong(settings: Settings) -> list[str]:
    """What can be told of a company without a run: contracts, feeds, rules and suites."""
    found = [str(m) for one in departments.departments(settings.company) for m in one.mistakes]
    project.install(settings)
    idle = suites.idle(settings.expectations)
    for name in suites.suite_names(settings.expectations):
        suites.read_suites(name, settings.expectations)
    here = {extract.schema for extract in departments.extracts(settings.company)}
    raw = {path.name for path in (SAMPLE / "expectations").glob("raw_*")}
    if set(idle) != raw - here:
        found.append(f"idle suites: {idle}")
    return found


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment as it was, after whatever a test exports."""
    for name in [name for name in os.environ if name.startswith("CUSTOMER360_")]:
        monkeypatch.setenv(name, os.environ[name])
    monkeypatch.setenv("CUSTOMER360_COMPANY", str(SAMPLE))
    yield monkeypatch


@pytest.mark.parametrize("gone", chosen(24, seed=12), ids=",".join)
def test_contracts_feeds_rules_and_suites_stay_sound(
    gone: tuple[str, ...], tmp_path: Path, exported: pytest.MonkeyPatch
) -> None:
    settings = without(gone, tmp_path)
    exported.setenv("CUSTOMER360_COMPANY", str(settings.company))
    assert wrong(settings) == []


@pytest.mark.parametrize("gone", chosen(2, seed=5), ids=",".join)
def test_every_model_parses_and_every_suite_is_of_a_table(
    gone: tuple[str, ...], tmp_path: Path, exported: pytest.MonkeyPatch
) -> None:
    settings = without(gone, tmp_path)
    exported.setenv("CUSTOMER360_COMPANY", str(settings.company))
    manifest = dbt.manifest(dbt.parse(settings))
    gates.refuse_strays(required(manifest, settings.expectations), settings.expectations)
    tables = {f"raw_{name}" for name in gone}
    assert not {t for t in required(manifest, settings.expectations) if t.split(".")[0] in tables}
    # Lists of what is wrong may be empty; what a provided feed makes may not.
    unasked = may_be_empty(manifest, feeds.known())
    assert "conformed.held_words" in unasked and "conformed.customers" not in unasked


def test_a_folder_of_suites_that_is_nearly_a_departments_is_an_error(
    tmp_path: Path, exported: pytest.MonkeyPatch
) -> None:
    settings = without(("crm", "partner", "risk", "social", "web"), tmp_path)
    exported.setenv("CUSTOMER360_COMPANY", str(settings.company))
    stray = tmp_path / "expectations/raw_insurence/claims.yml"
    stray.parent.mkdir(parents=True)
    stray.write_text("expectations: []")
    with pytest.raises(gates.GateError, match="did you mean insurance"):
        suites.suite_names((tmp_path / "expectations",))


@pytest.mark.parametrize("gone", chosen(1, seed=12), ids=",".join)
def test_what_is_left_publishes_with_few_warnings(gone: tuple[str, ...], tmp_path: Path) -> None:
    run(gone, tmp_path)


def run(gone: tuple[str, ...], folder: Path) -> None:
    """Check and run what is left; raises AssertionError where it does not publish."""
    settings = without(gone, folder)
    where, extracts = ("--company", str(settings.company)), str(settings.extracts)
    checked = customer360("check", *where, folder=folder, CUSTOMER360_EXTRACTS=extracts)
    assert checked.returncode == 0, checked.stdout
    done = customer360("run", *where, folder=folder, CUSTOMER360_EXTRACTS=extracts)
    assert done.returncode == 0, done.stdout + done.stderr
    said = [line for line in checked.stdout.splitlines() if line.startswith("!")]
    published = json.loads((folder / "published/current/manifest.json").read_text("utf-8"))
    assert published["marts"] and len(said) <= MOST_WARNINGS, said


def every_choice() -> int:
    """How many of the 462 are wrong, each printed."""
    faulty = 0
    for gone in CHOICES:
        with tempfile.TemporaryDirectory() as folder:
            settings = without(gone, Path(folder))
            os.environ["CUSTOMER360_COMPANY"] = str(settings.company)
            if found := wrong(settings):
                print(", ".join(gone), found)
                faulty += 1
    print(f"{len(CHOICES)} choices of five, {faulty} wrong")
    return faulty


if __name__ == "__main__":
    if given := tuple(sys.argv[1:]):
        with tempfile.TemporaryDirectory() as kept:
            run(given, Path(kept))
            print("published without", ", ".join(given))
    else:
        sys.exit(bool(every_choice()))
