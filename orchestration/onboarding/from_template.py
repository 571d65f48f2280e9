"""A department out of a template: a tool's export that the product knows as it comes.

A template, `templates/<name>/`, is a department's folder as it would stand in a company's:
contract, staging, feeds, and rows for the company's rules. Written into a company it takes the
department's name, the company's currency and time zone, and what its files show: how they are
delimited, how amounts and times are written, which fields they lack.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from orchestration.company import profile, provided, reading, rules
from orchestration.company.contract import Department, Extract
from orchestration.landing import rehearsal
from orchestration.onboarding import fitting, looking
from orchestration.onboarding.department import OnboardingError, groups, named, rehearsed
from orchestration.onboarding.template_names import TEMPLATES, names
from orchestration.settings import Settings

_ABOUT = "template.yml"


@dataclass(frozen=True)
class Template:
    """A template: its department in a sentence, which export to make, and the feeds it provides.

    `same_sales` are the feeds that tell of sales which a department with orders tells of as well.
    """

    name: str
    description: str
    export: str
    feeds: tuple[str, ...]
    same_sales: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return TEMPLATES / self.name


@dataclass(frozen=True)
class Written:
    """The department that was written, and what is to be said of it, in the order it was found."""

    folder: Path
    department: Department
    feeds: tuple[str, ...]
    notes: tuple[str, ...]
    findings: list[tuple[str, rehearsal.Finding]]


def template(name: str) -> Template:
    """A template by its name. Raises OnboardingError, with the names there are."""
    if name not in names():
        raise OnboardingError(f"There is no template {name!r}. There are: {', '.join(names())}.")
    folder = TEMPLATES / name
    about = yaml.safe_load((folder / _ABOUT).read_text(encoding="utf-8"))
    contract = yaml.safe_load((folder / f"_{name}.yml").read_text(encoding="utf-8"))
    provided = sorted(path.stem.partition("__")[2] for path in folder.glob("feed_*.sql"))
    return Template(
        name,
        contract["sources"][0]["description"],
        about["export"],
        tuple(provided),
        tuple(about.get("same_sales", ())),
    )


def write(like: str, settings: Settings, folder: Path | None, name: str | None = None) -> Written:
    """Write a department into the company's folder after a template.

    `folder` holds the department's files; without it they are looked for where they would land
    from. Raises OnboardingError when the department is there already or the template is not, and
    ProfileError without a company.
    """
    chosen = template(like)
    company = profile.read(settings.company)
    department = named(name or like)
    target = settings.company / "departments" / department
    if target.exists() and any(target.iterdir()):
        raise OnboardingError(f"{target} is there already; say --name.")
    files = folder or settings.extracts / department
    elsewhere = _with_purchases(settings.company)
    left_out = chosen.same_sales if elsewhere else ()
    texts = {
        path.name.replace(like, department): _own(
            path.read_text("utf-8"), like, department, company
        )
        for path in sorted(chosen.folder.iterdir())
        if path.is_file()
        and path.name != _ABOUT
        and path.stem.partition("__")[2] not in (left_out if path.stem[:5] == "feed_" else ())
    }
    contract = f"_{department}.yml"
    texts[contract], notes = _fitted(contract, texts[contract], files)
    target.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        (target / file).write_text(text, encoding="utf-8")
    notes += _rules(chosen, department, settings.company)
    if left_out:
        notes.append(
            f"{elsewhere[0]} tells of orders, and payments for them would count twice: the feeds "
            f"{' and '.join(left_out)} were left out."
        )
    elif elsewhere and "purchases" in chosen.feeds:
        notes.append(
            f"{elsewhere[0]} tells of purchases as well. If they are the same sales, they would "
            f"count twice: delete the feed purchases of one of the two."
        )
    found = reading.read_as_far_as_possible(target / contract)
    findings = rehearsed(found, files, settings) if files.is_dir() else []
    provided = tuple(feed for feed in chosen.feeds if feed not in left_out)
    return Written(target, found, provided, tuple(notes), findings)


def _with_purchases(company: Path) -> tuple[str, ...]:
    return provided.providers(company).get("purchases", ())


def _own(text: str, like: str, department: str, company: profile.Profile) -> str:
    """A template's text with the department's name and the company's currency and time zone."""
    text = re.sub(
        rf"(\braw_|\bstg_|\bfeed_|\bdepartment: ){like}(?=__|\W)", rf"\1{department}", text
    )
    text = text.replace("time_zone: UTC", f"time_zone: {company.time_zone}")
    return text.replace("'USD'", f"'{company.currency}'")


def _fitted(file: str, text: str, folder: Path) -> tuple[str, list[str]]:
    """The contract as the files of a folder want it, and what was changed."""
    notes: list[str] = []
    if not folder.is_dir():
        return text, notes
    for number in range(text.count("extract: ")):
        found = _read(file, text)
        if found.mistakes or number >= len(found.extracts):
            break
        extract = found.extracts[number]
        files = [
            path
            for path in sorted(folder.iterdir())
            if path.is_file() and fnmatchcase(path.name, extract.pattern)
        ]
        if not files and (other := _alike(extract, folder)):
            pattern, files = other
            text = fitting.said_otherwise(text, extract, "extract", f'"{pattern}"')
            notes.append(f"{extract.table}: its files are called {pattern}")
            extract = _read(file, text).extracts[number]
        if not files:
            continue
        try:
            look = looking.look(files[-1])
        except looking.UnknownFileError as error:
            notes.append(f"{extract.table}: {error}")
            continue
        text, said = fitting.fitted(text, extract, look)
        notes += said
    return text, notes


def _read(file: str, text: str) -> Department:
    with tempfile.TemporaryDirectory(prefix="customer360-") as scratch:
        path = Path(scratch) / file
        path.write_text(text, encoding="utf-8")
        return reading.read_as_far_as_possible(path)


def _alike(extract: Extract, folder: Path) -> tuple[str, list[Path]] | None:
    """Files of another name that have every field the table requires."""
    needed = {c.extract_name.casefold() for c in fitting.of_fields(extract) if extract.requires(c)}
    for pattern, files in sorted(groups(folder).items()):
        try:
            look = looking.look(files[-1])
        except looking.UnknownFileError:
            continue
        if needed and needed <= {field.strip().casefold() for field in look.fields}:
            return pattern, files
    return None


def _rules(chosen: Template, department: str, company: Path) -> list[str]:
    """Add the template's rows to the company's rules; rows that are there already stay."""
    notes = []
    for path in sorted((chosen.folder / rules.FOLDER).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            added = [row | {"department": department} for row in csv.DictReader(file)]
        target = company / rules.FOLDER / path.name
        columns, there = list(added[0]), list[dict[str, str]]()
        if target.is_file():
            with target.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file, restval="")
                there, given = list(reader), list(reader.fieldnames or ())
            columns = [*given, *(name for name in columns if name not in given)]
        key = [name for name in rules.keys()[path.stem] if name in added[0]]
        known = {tuple(row.get(name, "") for name in key) for row in there}
        new = [row for row in added if tuple(row[name] for name in key) not in known]
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*there, *new])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.getvalue(), encoding="utf-8")
        notes.append(f"{target.name}: {len(new)} rows added to the company's rules")
    return notes
