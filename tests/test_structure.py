"""Keeps the house: layers, names, departments, docs, gates, portability and file sizes."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration import dbt
from orchestration.company.project import PACKAGE
from orchestration.gates.seams import seams
from orchestration.settings import DBT_PACKAGE, EXPECTATIONS, PROJECT, from_environment
from tests.conftest import SLOW

SAMPLE = from_environment().company
# Where models stand: the product's, and those of the sample company.
MODELS = (DBT_PACKAGE / "models", SAMPLE / "departments")
# A model may read its own layer and the layers named here; identity and statistics are sources.
MAY_READ = {
    "staging": {"raw"},
    "feeds": {"staging", "feeds", "rules"},  # rates of currencies
    "conformed": {"feeds", "conformed", "identity", "statistics", "landing", "rules"},
    "marts": {"conformed", "marts", "identity", "statistics", "landing", "rules"},
}
# A smell, not a law: split at a meaning, never at a number.
SQL_IN_PYTHON = 468
LONGEST = {".py": 400, ".sql": 150, ".yml": 250}


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    return dbt.manifest(dbt.parse(from_environment()))


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def all_models() -> list[Path]:
    """The SQL of every model of the product and of the sample company."""
    return sorted(path for root in MODELS for path in root.rglob("*.sql"))


def described(node: dict[str, Any]) -> Path:
    """The YAML beside a model."""
    of_the_product = node["package_name"] == PACKAGE
    root = DBT_PACKAGE if of_the_product else SAMPLE
    return (root / node["original_file_path"]).with_suffix(".yml")


def layer(node: dict[str, Any]) -> str:
    """`raw` for any `raw_<department>` and for when its values came; else the schema."""
    is_raw = node["schema"].startswith("raw_") or node["name"] == "value_changes"
    return "raw" if is_raw else str(node["schema"])


def test_data_moves_one_layer_right(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    everything = manifest["nodes"] | manifest["sources"]
    wrong = [
        f"{node['name']} reads {everything[parent]['name']} ({layer(everything[parent])})"
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if layer(everything[parent]) not in MAY_READ[node["schema"]] | {node["schema"]}
        or (node["schema"] == "staging" and layer(everything[parent]) not in ("raw", "staging"))
    ]
    assert not wrong


def test_a_staging_model_reads_only_its_own_department(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    wrong = [
        node["name"]
        for node in models.values()
        if node["schema"] == "staging"
        for parent in node["depends_on"]["nodes"]
        if parent in manifest["sources"]
        and manifest["sources"][parent]["name"] != "value_changes"
        and manifest["sources"][parent]["schema"] != f"raw_{node['fqn'][1]}"
    ]
    assert not wrong


def test_a_staging_model_is_named_after_its_department(models: dict[str, dict[str, Any]]) -> None:
    wrong = [
        node["name"]
        for node in models.values()
        if node["package_name"] != PACKAGE
        and not node["name"].startswith((f"stg_{node['fqn'][1]}__", f"feed_{node['fqn'][1]}__"))
    ]
    assert not wrong


def test_every_definition_is_quoted_by_a_model_or_a_column() -> None:
    defined = re.findall(r"{% docs (\w+) %}", (MODELS[0] / "definitions.md").read_text())
    quoted = {
        word
        for file in DBT_PACKAGE.rglob("*.yml")
        for word in re.findall(r"doc\(['\"](\w+)['\"]\)", file.read_text())
    }
    assert len(defined) == len(set(defined)) > 40
    assert set(defined) == quoted


def test_every_raw_table_is_staged(manifest: dict[str, Any]) -> None:
    read = {
        parent
        for node in manifest["nodes"].values()
        for parent in node["depends_on"].get("nodes", [])
    }
    unread = [
        source["name"]
        for name, source in manifest["sources"].items()
        if layer(source) == "raw" and name not in read
    ]
    assert not unread


def test_the_first_line_of_a_model_states_its_grain() -> None:
    wrong = [
        path.name for path in all_models() if not path.read_text().startswith("-- One row per ")
    ]
    assert not wrong


def test_every_model_has_its_yaml_beside_it_and_a_description(
    models: dict[str, dict[str, Any]],
) -> None:
    wrong = [
        node["name"]
        for node in models.values()
        if not node["description"] or not described(node).exists()
    ]
    assert not wrong


def test_every_mart_tests_its_key(manifest: dict[str, Any]) -> None:
    tested = {
        parent
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") in ("unique", "unique_combination")
        for parent in node["depends_on"]["nodes"]
    }
    wrong = [
        node["name"]
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] == "marts" and name not in tested
    ]
    assert not wrong


def test_suites_name_real_assets(manifest: dict[str, Any]) -> None:
    gated = {table for tables in seams(manifest).values() for table in tables}
    suites = {f"{path.parent.name}.{path.stem}" for path in EXPECTATIONS.rglob("*.yml")}
    # Publishing writes this one itself, from the ledger of the gates.
    assert suites - gated <= {"marts.gate_results"}


def test_the_environment_is_read_in_one_place() -> None:
    # What one process of dbt hands the next is no setting of anybody's.
    reads = ("settings.py", "dbt_asked.py", "dbt_child.py", "dbt_ready.py")
    wrong = [
        path.name
        for path in sorted((PROJECT / "orchestration").rglob("*.py"))
        if path.name not in reads and re.search(r"os\.environ|\bgetenv\(", path.read_text())
    ]
    assert not wrong


def test_rooms_know_no_dagster() -> None:
    rooms = (
        "activation", "alerting", "company", "gates", "identity", "landing", "onboarding",
        "publishing", "sample", "serving", "statistics", "tabular", "transactions",
    )  # fmt: skip
    wrong = [
        str(path.relative_to(PROJECT))
        for room in rooms
        for path in sorted((PROJECT / "orchestration" / room).rglob("*.py"))
        if re.search(r"^\s*(import|from) dagster", path.read_text(), re.MULTILINE)
    ]
    assert not wrong


def test_no_file_has_grown_too_long() -> None:
    places = (DBT_PACKAGE, SAMPLE / "departments", EXPECTATIONS, PROJECT / "orchestration")
    wrong = [
        f"{path.relative_to(PROJECT)}: {lines}"
        for place in places
        for path in sorted(place.rglob("*"))
        if path.suffix in LONGEST and path.name != "portable.sql"  # one file by rule
        for lines in [len(path.read_text().splitlines())]
        if lines > LONGEST[path.suffix]
    ]
    assert not wrong


def test_personal_columns_of_marts_are_tagged(models: dict[str, dict[str, Any]]) -> None:
    personal = re.compile(
        r"^(email|phone|given_name|family_name|middle_name|display_name|birth_on|"
        r"address_line_1|postcode)$"
    )
    wrong = [
        f"{node['name']}.{name}"
        for node in models.values()
        if node["schema"] in ("conformed", "marts")
        for name, column in node["columns"].items()
        if personal.match(name) and not column["config"].get("meta", {}).get("pii")
    ]
    assert not wrong


def test_what_is_listed_as_slow_exists() -> None:
    assert not [place for place in SLOW if not (PROJECT / "tests" / place).exists()]


def test_the_docs_list_the_marts_that_exist(manifest: dict[str, Any]) -> None:
    page = (PROJECT / "docs" / "marts.md").read_text()
    listed = set(re.findall(r"^\| `([a-z0-9_]+)` \|", page, re.MULTILINE))
    assert listed == {*dbt.described(manifest, "marts"), "gate_results"}


def test_sql_without_a_placeholder_stands_in_a_file_of_its_own() -> None:
    begins = re.compile(r"\s*(with|select|insert|create|update|delete|copy|from)\s", re.IGNORECASE)
    wrong = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in sorted((PROJECT / "orchestration").rglob("*.py"))
        for node in texts(ast.parse(path.read_text(encoding="utf-8")))
        if (node.end_lineno or 0) - node.lineno >= 9 and begins.match(str(node.value))
    ]
    assert not wrong


def test_sql_in_python_only_shrinks() -> None:
    """Counted are strings of SQL of more than two lines, with gaps or without."""
    begins = re.compile(
        r"\s*(with|select|insert|create|update|delete|copy|from|merge|alter)\s", re.IGNORECASE
    )
    lines = 0
    for path in sorted((PROJECT / "orchestration").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        filled = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        for node in (*texts(tree), *filled):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            said = "".join(str(one.value) for one in parts if isinstance(one, ast.Constant))
            size = (node.end_lineno or 0) - node.lineno + 1
            lines += size if size > 2 and begins.match(said) else 0
    assert lines <= SQL_IN_PYTHON
    # Whoever moves some into files lowers it.
    assert lines > SQL_IN_PYTHON - 25


def texts(tree: ast.Module) -> list[ast.Constant]:
    """Every string of a module that is neither a docstring nor a part of an f-string."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    apart = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
    } | {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
    ]
