"""The default gate: what every gated table must hold, with or without a suite of its own.

At least one row; a key that is unique and never null and the required columns (the contract's for
a raw table, else the key that the YAML beside the dbt model tests); e-mails, phones, postcodes and
birth dates of a raw table that look like it, nine in ten; a row count in line with the last builds.
An empty table only warns, because a department may deliver nothing and a mart may
rightly be empty. A suite adds to this; where it says something else about the same name, such as
`at least one row` being critical, the suite wins.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.departments import Column, Extract, extracts
from orchestration.gates.ledger import ROW_COUNT
from orchestration.gates.suites import Expectation, Suite, expectation, read_suite
from orchestration.warehouse import quoted

_MOSTLY = 0.9
_FORMATS = {
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "phone": r"^[+(]?[0-9][0-9 ()+./-]{7,}$",
    "postcode": r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? *[0-9][A-Za-z]{2}$",
}
_EARLIEST_BIRTH = date(1905, 1, 1)

# A table half or twice its usual size is worth a look.
_SMALLEST, _LARGEST = 0.5, 2.0


def suite_for(asset: str, expectations: Path, dbt_project: Path) -> Suite:
    """The gate of an asset `schema.table`: the default, with its suite's file laid over it."""
    schema, table = asset.split(".")
    path = expectations / schema / f"{table}.yml"
    declared = read_suite(path).expectations if path.exists() else ()
    names = {expectation.name for expectation in declared}
    kept = (e for e in default_expectations(asset, dbt_project) if e.name not in names)
    return Suite(asset, (*kept, *declared))


def default_expectations(asset: str, dbt_project: Path) -> tuple[Expectation, ...]:
    """At least one row, formats (warning); the key and the required columns (critical)."""
    contract = next((e for e in extracts(dbt_project) if e.name == asset), None)
    key = contract.key if contract else _tested_key(asset, dbt_project)
    keyed: list[Expectation] = []
    if len(key) == 1:
        keyed = [expectation("ExpectColumnValuesToBeUnique", "critical", column=key[0])]
    elif key:
        keyed = [
            expectation("ExpectCompoundColumnsToBeUnique", "critical", column_list=list(key)),
        ]
    required = tuple(c.name for c in contract.columns if c.required) if contract else ()
    return (
        expectation("ExpectTableRowCountToBeBetween", "warning", "at least one row", min_value=1),
        *keyed,
        *_filled(tuple(dict.fromkeys((*key, *required)))),
        *_formats(contract),
    )


def row_count(usual: int | None) -> Expectation:
    """Compare the row count with the usual one; without a history it only records the count."""
    return expectation(
        "ExpectTableRowCountToBeBetween",
        "warning",
        ROW_COUNT,
        min_value=int((usual or 0) * _SMALLEST),
        max_value=None if usual is None else max(1, int(usual * _LARGEST)),
    )


def _filled(columns: tuple[str, ...]) -> tuple[Expectation, ...]:
    """One statement about all columns: one per column costs more than evaluating it."""
    if not columns:
        return ()
    missing = " or ".join(f"t.{quoted(column)} is null" for column in columns)
    query = f"select 1 as incomplete from {{batch}} as t where {missing}"
    return (
        expectation(
            "UnexpectedRowsExpectation",
            "critical",
            "key and required columns are filled",
            unexpected_rows_query=query,
        ),
    )


def _formats(contract: Extract | None) -> tuple[Expectation, ...]:
    """What a column's personal data should look like; some of it never does, so this warns."""
    columns = contract.columns if contract else ()
    return tuple(
        expectation(
            "ExpectColumnValuesToMatchRegex",
            "warning",
            column=column.name,
            regex=_FORMATS[kind],
            mostly=_MOSTLY,
        )
        for column in columns
        if (kind := _kind(column)) in _FORMATS
    ) + tuple(
        expectation(
            "ExpectColumnValuesToBeBetween",
            "warning",
            column=column.name,
            min_value=_EARLIEST_BIRTH,
            mostly=_MOSTLY,
        )
        for column in columns
        if column.pii == "birth_date"
    )


def _kind(column: Column) -> str | None:
    return "postcode" if column.name == "postcode" else column.pii


def _tested_key(asset: str, dbt_project: Path) -> tuple[str, ...]:
    """The key of a dbt model: what its YAML tests as unique; empty where it tests nothing."""
    schema, table = asset.split(".")
    model = _models(dbt_project / "models" / schema).get(table, {})
    for test in _tests(model):
        if isinstance(test, dict) and "unique_combination" in test:
            return tuple(test["unique_combination"]["arguments"]["columns"])
    for column in model.get("columns", ()):
        if "unique" in _tests(column):
            return (str(column["name"]),)
    return ()


@cache
def _models(folder: Path) -> dict[str, dict[str, Any]]:
    """Every model below a folder by the name of its table, from the YAML beside it."""
    models = (
        model
        for path in sorted(folder.glob("**/*.yml"))
        for model in (
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        ).get("models", ())
    )
    return {model.get("config", {}).get("alias", model["name"]): model for model in models}


def _tests(node: dict[str, Any]) -> list[Any]:
    return [*node.get("data_tests", ()), *node.get("tests", ())]
