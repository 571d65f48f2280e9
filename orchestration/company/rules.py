"""The rules in force: the product's rows, extended and overridden by the company's.

A rule is a CSV of the product, `seeds/rules/<rule>.csv`, whose YAML beside it states its key under
`config.meta.key`. A company adds rows in `rules/<rule>.csv` of its own folder. A row with the key
of one of the product's stands in its place; every other row stands beside them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from orchestration.company.errors import CompanyError
from orchestration.settings import DBT_PACKAGE, Settings, from_environment

FOLDER = "rules"
_SEEDS = Path("seeds") / FOLDER


class RuleError(CompanyError):
    """The product cannot act on a company's rules; the message names file and line."""


def names(package: Path = DBT_PACKAGE) -> tuple[str, ...]:
    """Every rule the product knows, in alphabetical order."""
    return tuple(sorted(path.stem for path in (package / _SEEDS).glob("*.csv")))


def rows(rule: str, company: Path | None = None) -> list[dict[str, str]]:
    """Every row of a rule as text, the product's first; an empty cell is ''.

    Raises RuleError when the company's file has columns that the rule does not know, or two rows
    of one key.
    """
    company = company or from_environment().company
    columns, own = _read(DBT_PACKAGE / _SEEDS / f"{rule}.csv")
    path = company / FOLDER / f"{rule}.csv"
    if not path.is_file():
        return own
    key = keys()[rule]
    added = _checked(path, columns, key)
    taken = {_key(row, key) for row in added}
    return [row for row in own if _key(row, key) not in taken] + added


def in_force(rule: str, day: date) -> list[dict[str, str]]:
    """The rows of a rule in force on a day, as text; empty cells are ''."""
    return [
        row
        for row in rows(rule)
        if date.fromisoformat(row["valid_from"]) <= day
        and (not row["valid_to"] or day < date.fromisoformat(row["valid_to"]))
    ]


def write(folder: Path, settings: Settings) -> None:
    """Write every rule with the company's rows in it to `folder`, with the product's YAML.

    Files that would not change are left as they are, so that dbt need not parse them again.
    Raises RuleError, also for a file of the company that is no rule's.
    """
    _refuse_strangers(settings.company)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {
        f"{rule}.csv": _text(
            _read(DBT_PACKAGE / _SEEDS / f"{rule}.csv")[0], rows(rule, settings.company)
        )
        for rule in names()
    } | {path.name: path.read_text("utf-8") for path in (DBT_PACKAGE / _SEEDS).glob("*.yml")}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8")


@cache
def keys(package: Path = DBT_PACKAGE) -> dict[str, tuple[str, ...]]:
    """The key of every rule, as its YAML states it."""
    return {
        seed["name"]: tuple(seed["config"]["meta"]["key"])
        for path in sorted((package / _SEEDS).glob("*.yml"))
        for seed in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["seeds"]
    }


def _columns(rule: str) -> tuple[str, ...]:
    return _read(DBT_PACKAGE / _SEEDS / f"{rule}.csv")[0]


def _read(path: Path) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        return tuple(reader.fieldnames or ()), list(reader)


def _checked(path: Path, columns: tuple[str, ...], key: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a company's file in the columns of the rule; one it leaves out is empty."""
    given, found = _read(path)
    if unknown := [name for name in given if name not in columns]:
        raise RuleError(
            f"{path}, line 1: no such column: {', '.join(unknown)}. "
            f"{path.stem} has {', '.join(columns)}."
        )
    seen: dict[tuple[str, ...], int] = {}
    checked = []
    for line, row in enumerate(found, start=2):
        if None in row:
            raise RuleError(f"{path}, line {line}: more cells than the first line names.")
        whole = {name: row.get(name, "") for name in columns}
        whole["policy_version"] = whole["policy_version"] or "v1"
        whole["valid_from"] = whole["valid_from"] or "1900-01-01"
        if (first := seen.setdefault(_key(whole, key), line)) != line:
            raise RuleError(
                f"{path}, line {line}: the same {', '.join(key)} as line {first}; drop one."
            )
        checked.append(whole)
    return checked


def _key(row: dict[str, str], key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] for name in key)


def _refuse_strangers(company: Path) -> None:
    """Let nobody believe in a rule that is none. Raises RuleError."""
    known = set(names())
    for path in sorted((company / FOLDER).glob("*")):
        if not path.name.startswith(".") and (path.stem not in known or path.suffix != ".csv"):
            raise RuleError(
                f"{path}: there is no rule of this name. There are: {', '.join(sorted(known))}."
            )


def _text(columns: tuple[str, ...], found: Iterable[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()
