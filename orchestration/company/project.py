"""The product installed as the dbt package of a company, in the company's build folder.

It is what `dbt deps` would do, without a start of dbt, and more: the package's seeds hold the
company's rules, and its variables say which departments provide which feeds. So a company's folder
holds only what the company says, and an upgrade of the product never touches it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import yaml

from orchestration.company import countries, feed_models, profile, provided, rules
from orchestration.settings import DBT_PACKAGE, Settings

PACKAGE = "customer360"
_LINKED = ("macros", "models", "tests")


def install(settings: Settings) -> None:
    """Bring the installed package up to date; files that would not change stay as they are.

    Raises FeedError, ProfileError or RuleError where the company's folder cannot be read.
    """
    folder = settings.dbt_packages / PACKAGE
    folder.mkdir(parents=True, exist_ok=True)
    for name in _LINKED:
        _link(folder / name, DBT_PACKAGE / name)
    _write(folder / "dbt_project.yml", _project(settings.company))
    _feeds(folder, settings.company)
    rules.write(folder / "seeds" / rules.FOLDER, settings)


def variables(company: Path) -> dict[str, object]:
    """What the product's models know of a company beside its feeds and rules."""
    from orchestration.company import departments

    found, said = departments.departments(company), profile.read(company)
    country = countries.of(said.country)
    return {
        "feeds": {feed: list(names) for feed, names in provided.providers(company).items()},
        "postcode_tail": country.postcode_tail,
        "calling_code": country.calling_code,
        "national_prefix": country.national_prefix,
        "language": said.language,
        "currency": said.currency,
        "fiscal_year_starts": said.fiscal_year_starts,
        "line_of_business": said.lines_of_business[0],
        "departments": [d.name for d in found],
        "third_parties": [d.name for d in found if d.is_third_party],
        "drivers": list(drivers(company)),
    }


def drivers(company: Path) -> tuple[str, ...]:
    """What may drive the answers to a survey, as the rules of journeys name it, in their order."""
    found = (row["driver"] for row in rules.rows("journey_rules", company))
    return tuple(dict.fromkeys(driver for driver in found if driver))


def _project(company: Path) -> str:
    said = yaml.safe_load((DBT_PACKAGE / "dbt_project.yml").read_text(encoding="utf-8"))
    said["model-paths"] = ["models", feed_models.FOLDER.parts[0]]
    said["vars"] = said.get("vars", {}) | variables(company)
    return yaml.safe_dump(said, sort_keys=False)


def _feeds(folder: Path, company: Path) -> None:
    """Write the models of declared feeds; those of a declaration that is gone go as well."""
    wanted = {folder / path: text for path, text in feed_models.texts(company).items()}
    for path in (folder / feed_models.FOLDER).glob("*/*"):
        if path not in wanted:
            path.unlink()
    (folder / feed_models.FOLDER).mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        _write(path, text)


def _link(link: Path, source: Path) -> None:
    if link.is_symlink() and link.readlink() == source:
        return
    if link.is_dir() and not link.is_symlink():  # a build folder copied with what its links led to
        shutil.rmtree(link)
    draft = link.with_name(f"{link.name}.{os.getpid()}")
    draft.symlink_to(source)
    draft.replace(link)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
