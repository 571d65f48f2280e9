"""The departments and their extracts, read from the staging YAML: there is no second list.

The contract of a department is `dbt_project/models/staging/<department>/_<department>.yml`, a dbt
source whose `config.meta` says how its files look. The loader, the gates, the sample company and
the docs all read it through this module. It opens no extract.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orchestration.company import reading
from orchestration.company.contract import Column, ContractError, Department, Extract, Mistake, team
from orchestration.settings import DBT_PROJECT

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


@cache
def departments(dbt_project: Path = DBT_PROJECT) -> tuple[Department, ...]:
    """Every department that has a contract, in alphabetical order.

    One whose contract is wrong is there as far as it could be read, with its mistakes.
    """
    contracts = sorted((dbt_project / "models" / "staging").glob("*/_*.yml"))
    return tuple(reading.read_as_far_as_possible(path) for path in contracts)


def extracts(dbt_project: Path = DBT_PROJECT) -> tuple[Extract, ...]:
    """Every contracted extract of every department, also of those whose contract is wrong."""
    return tuple(e for department in departments(dbt_project) for e in department.extracts)


def sound_extracts(dbt_project: Path = DBT_PROJECT) -> tuple[Extract, ...]:
    """The extracts that can be landed: those of departments whose contract has no mistake."""
    return tuple(e for d in departments(dbt_project) if not d.mistakes for e in d.extracts)
