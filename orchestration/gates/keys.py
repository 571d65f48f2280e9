"""What a table promises about itself: its key and, for a raw table, the rest of its contract."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.company.departments import Extract, sound_extracts


def contract_of(asset: str) -> Extract | None:
    """The contract of a raw table; None for any other, and where the contract is wrong."""
    return next((extract for extract in sound_extracts() if extract.name == asset), None)


def key_of(asset: str, dbt_package: Path) -> tuple[str, ...]:
    """The key of an asset `schema.table`; empty where nothing states one.

    That of a raw table is its contract's, that of any other what its YAML tests as unique.
    """
    contract = contract_of(asset)
    if contract is not None:
        return contract.key
    schema, table = asset.split(".")
    model = _models(dbt_package / "models" / schema).get(table, {})
    for test in _tests(model):
        if isinstance(test, dict) and "unique_combination" in test:
            return tuple(test["unique_combination"]["arguments"]["columns"])
    for column in model.get("columns", ()):
        if "unique" in _tests(column):
            return (str(column["name"]),)
    return ()


@cache
def _models(folder: Path) -> dict[str, dict[str, Any]]:
    """Every table that YAML below a folder describes, a model's or one that Python writes."""
    found = []
    for path in sorted(folder.glob("**/*.yml")):
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        found += said.get("models", ())
        found += (
            table
            for source in said.get("sources", ())
            if source.get("schema", source["name"]) == folder.name
            for table in source["tables"]
        )
    return {table.get("config", {}).get("alias", table["name"]): table for table in found}


def _tests(node: dict[str, Any]) -> list[Any]:
    return [*node.get("data_tests", ()), *node.get("tests", ())]
