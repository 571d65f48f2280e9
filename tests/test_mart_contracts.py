"""Every mart keeps its contract: what is published has the columns and types its YAML promises."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from orchestration import dbt
from orchestration.settings import from_environment

# What publishing adds to every mart.
STAMPS = {"build_id", "built_at"}


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, Any]]:
    """Every mart's model by the name it is published under."""
    nodes = dbt.manifest(dbt.parse(from_environment()))["nodes"].values()
    return {
        node["alias"]: node
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def test_every_mart_is_public_under_an_enforced_contract(
    contracts: dict[str, dict[str, Any]],
) -> None:
    assert len(contracts) > 40
    loose = [
        name
        for name, node in contracts.items()
        if node["access"] != "public" or not node["contract"]["enforced"] or not node["group"]
    ]
    assert not loose


def test_every_type_of_a_contract_is_one_that_engines_share(
    contracts: dict[str, dict[str, Any]],
) -> None:
    plain = {"string", "bigint", "integer", "double", "boolean", "date", "timestamp", "string[]"}
    strange = {
        f"{name}.{column['name']}: {kind}"
        for name, node in contracts.items()
        for column in node["columns"].values()
        for kind in [str(column["data_type"])]
        if kind not in plain and not kind.startswith("decimal(")
    }
    # The one record of a mart: the weight of each field compared.
    assert [one.partition("(")[0] for one in strange] == ["identity_links.weights: struct"]


def test_what_is_published_has_the_columns_and_types_of_its_contract(
    contracts: dict[str, dict[str, Any]],
    published: duckdb.DuckDBPyConnection,
) -> None:
    types = duckdb.connect()
    promised = {
        name: [
            (column["name"], str(types.sql(f"select null::{column['data_type']}").types[0]))
            for column in node["columns"].values()
        ]
        for name, node in contracts.items()
    }
    found = {
        name: [
            (column, str(kind))
            for column, kind in zip(table.columns, table.types, strict=True)
            if column not in STAMPS
        ]
        for name in promised
        for table in [published.table(f"marts.{name}")]
    }
    assert found == promised
