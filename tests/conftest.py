"""Fixtures that many rooms share: a house that ran once, end to end, on a sample company."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import duckdb
import pytest

from orchestration.settings import Settings, from_environment

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from orchestration.runner import RunOutcome

# pyspark, which Great Expectations imports where it is installed, takes a main module with neither
# a file nor a spec for its own doctests and ends the process: a worker of xdist has such a one.
_main = sys.modules["__main__"]
if _main.__spec__ is None and not hasattr(_main, "__file__"):
    _main.__spec__ = cast("ModuleSpec", SimpleNamespace())

SEED, PEOPLE, UNTIL = 11, 2_000, date(2026, 10, 31)
# Fixtures that take a run from extracts to marts, or a large sample company.
WHOLE_RUN = {"house", "published", "sample_company"}
# Rooms and files that take more than a few seconds: they start dbt, train models, or kill runs.
SLOW = (
    "activation/test_assignments.py",
    "activation/test_commands.py",
    "adopt/test_onboarded.py",
    "alerting",
    "company/test_left_out.py",
    "crash",
    "engines",
    "gates/test_suites.py",
    "identity",
    "landing/test_crash.py",
    "landing/test_readers.py",
    "lifecycle",
    "policy",
    "privacy",
    "serving/test_browser.py",
    "sources",
    "statistics/test_attribution.py",
    "statistics/test_bg_nbd.py",
    "statistics/test_value.py",
    "test_cli.py",
    "test_consent_merges.py",
    "test_credit_notes.py",
    "test_definitions.py",
    "test_macros.py",
    "test_permissions_hold.py",
    "test_private.py",
    "test_sample.py",
    "test_stewardship.py",
    "test_structure.py",  # `make check` has it
    "test_transactions.py",
    "test_shared_numbers.py",
    "test_unknown_words.py",
    "truth",
)


@dataclass(frozen=True)
class House:
    """A finished run: where it lives, and the truth its extracts were derived from."""

    settings: Settings
    truth: Path
    outcome: RunOutcome


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what is slow, so that no test has to say so itself."""
    tests = Path(__file__).parent
    slow = [tests / place for place in SLOW]
    for item in items:
        waits = WHOLE_RUN & set(getattr(item, "fixturenames", ()))
        if waits or any(item.path.is_relative_to(place) for place in slow):
            item.add_marker(pytest.mark.slow)


def settings_in(
    folder: Path, extracts: Path | None = None, company: Path | None = None
) -> Settings:
    """A whole warehouse inside one folder, of the sample company unless another is given."""
    return Settings(
        company=company or from_environment().company,
        extracts=extracts or folder / "extracts",
        build=folder / "build",
        archive=folder / "archive",
        published=folder / "published",
    )


def plain_company(folder: Path) -> Path:
    """A company with nothing but a profile, in which no role has a snapshot of its own."""
    company = folder / "company"
    company.mkdir(exist_ok=True)
    (company / "company.yml").write_text("name: House\ncurrency: GBP\n", encoding="utf-8")
    return company


def copied_company(folder: Path) -> Path:
    """A copy of the sample company without its extracts, to change."""
    source, target = from_environment().company, folder / "company"
    for name in ("company.yml", "dbt_project.yml", "packages.yml"):
        if (source / name).exists():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, target / name)
    for name in ("departments", "rules", "expectations"):
        shutil.copytree(source / name, target / name)
    return target


@pytest.fixture(scope="session")
def sample_company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Extracts and truth of a company that is not the committed one."""
    from orchestration import sample

    folder = tmp_path_factory.mktemp("company")
    extracts, truth = folder / "extracts", folder / "truth"
    parameters = sample.SampleParameters(people=PEOPLE, seed=SEED, until=UNTIL)
    sample.simulate(parameters, extracts, truth)
    return extracts, truth


@pytest.fixture(scope="session")
def house(
    sample_company: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One real run from extracts to published marts."""
    from orchestration import runner

    extracts, truth = sample_company
    settings = settings_in(tmp_path_factory.mktemp("house"), extracts)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.environment().items():
            patch.setenv(name, value)
        outcome = runner.run(settings)
        assert outcome.succeeded, outcome.failures
        yield House(settings, truth, outcome)


@pytest.fixture(scope="session")
def published(house: House) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts, opened as a BI tool would."""
    from orchestration import publishing

    database = publishing.current(house.settings).database
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection
