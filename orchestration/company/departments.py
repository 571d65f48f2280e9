"""The departments and their extracts, read from the staging YAML: there is no second list.

The contract of a department is `departments/<department>/_<department>.yml` in the company's
folder, a dbt source whose `config.meta` says how its files look. The loader, the gates, the sample
company and the docs all read it through this module. It opens no extract.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orchestration.company import paths, reading
from orchestration.company.contract import Column, ContractError, Department, Extract, Mistake, team
from orchestration.settings import from_environment

__all__ = [
    "Column",
    "ContractError",
    "Department",
    "Extract",
    "Mistake",
    "departments",
    "extracts",
    "read_contract",
    "sound_extracts",
    "team",
]


def read_contract(path: Path) -> Department:
    """Read one contract file. Raises ContractError with every mistake of it."""
    return reading.read(path)


def departments(company: Path | None = None) -> tuple[Department, ...]:
    """Every department that has a contract, in alphabetical order; of the company in force.

    One whose contract is wrong is there as far as it could be read, with its mistakes.
    """
    return _departments(company or from_environment().company)


@cache
def _departments(company: Path) -> tuple[Department, ...]:
    contracts = sorted((company / "departments").glob("*/_*.yml"))
    return paths.checked(reading.read_as_far_as_possible(path) for path in contracts)


def extracts(company: Path | None = None) -> tuple[Extract, ...]:
    """Every contracted extract of every department, also of those whose contract is wrong."""
    return tuple(e for department in departments(company) for e in department.extracts)


def sound_extracts(company: Path | None = None) -> tuple[Extract, ...]:
    """The extracts that can be landed: those of departments whose contract has no mistake."""
    return tuple(e for d in departments(company) if not d.mistakes for e in d.extracts)
