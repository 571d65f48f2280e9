"""What the gates of a table are made of, whatever a ledger says that they found."""

from __future__ import annotations

import hashlib
from pathlib import Path

from orchestration.company import profile
from orchestration.gates import default_gate
from orchestration.gates.default_gate import NOT_EMPTY
from orchestration.gates.results import GateResult
from orchestration.gates.suites import read_suites
from orchestration.settings import DBT_PACKAGE, from_environment


def severities(
    asset: str,
    expectations: tuple[Path, ...] | None = None,
    dbt_package: Path = DBT_PACKAGE,
) -> dict[str, str]:
    """Every expectation of a table `schema.table` by name, with its severity.

    Those of the default gate, then those of the suite, which win. Raises GateError where the
    suite cannot be read.
    """
    suite = read_suites(asset, expectations or from_environment().expectations)
    country = profile.read(from_environment().company).country
    checks = default_gate.checks(asset, dbt_package, None, country)
    return {check.name: check.severity for check in checks} | {
        expectation.name: expectation.severity
        for expectation in (suite.expectations if suite else ())
    }


def problem(result: GateResult, declared: dict[str, str]) -> str | None:
    """Why a gate does not let its table through, in a word; None where it does.

    `declared` are its severities: a ledger's own are not believed, nor is a result too many or too
    few. Only a table that may be empty is not asked for a row, where that would be a warning.
    """
    found = sorted(e.expectation for e in result.expectations)
    asked = [
        n for n in sorted(declared) if n in found or n != NOT_EMPTY or declared[n] != "warning"
    ]
    if not declared or found != asked:
        return "incomplete"
    if any(not e.passed and declared[e.expectation] == "critical" for e in result.expectations):
        return "failed"
    is_other = any(e.severity != declared[e.expectation] for e in result.expectations)
    return "altered" if is_other else None


def digest(expectations: tuple[Path, ...] | None = None) -> str:
    """A sha256 over the names and contents of all suites, those of the product first."""
    found = hashlib.sha256()
    for folder in expectations or from_environment().expectations:
        for path in sorted(folder.glob("*/*.yml")):
            found.update(f"{path.relative_to(folder)}\0".encode())
            found.update(path.read_bytes() + b"\0")
    return found.hexdigest()
