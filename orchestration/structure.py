"""How well the dbt project is built, by the rubric of dbt-project-evaluator, from the manifest.

The package itself comes from dbt's hub or from git, and neither can be had without a network; so
these are its rules in our words, for the ones that fit a project with feeds. Each rule lists what
breaks it; the lists may only shrink, see `structure_baseline.yml`. No database is opened.

Three rules differ. Staging needs no test of its own: it is a view of one raw table, whose key and
required columns the gate of that table holds. A feed may read feeds. The product's own sources
(identity, statistics, landing) need no freshness: the run that reads them has just written them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from orchestration.company.project import PACKAGE
from orchestration.settings import DBT_PACKAGE, PROJECT

BASELINE = DBT_PACKAGE / "structure_baseline.yml"
_KEY_TESTS = ("unique", "unique_combination")
Node = dict[str, Any]


@dataclass(frozen=True)
class Project:
    """The manifest of a company's project with the product in it."""

    manifest: dict[str, Any]

    @cached_property
    def everything(self) -> dict[str, Node]:
        return {**self.manifest["nodes"], **self.manifest["sources"]}

    @cached_property
    def models(self) -> dict[str, Node]:
        nodes = self.manifest["nodes"].items()
        return {name: node for name, node in nodes if node["resource_type"] == "model"}

    @cached_property
    def readers(self) -> dict[str, list[Node]]:
        """What reads a node: models, tests and unit tests."""
        found = defaultdict(list)
        tests = self.manifest.get("unit_tests", {}).values()
        for node in (*self.manifest["nodes"].values(), *tests):
            for parent in node["depends_on"].get("nodes", []):
                found[parent].append(node)
        return found

    def layer(self, node: Node) -> str:
        """`staging`, `feeds`, `conformed` or `marts`; `source` for what dbt does not build."""
        return "source" if node["resource_type"] == "source" else str(node["schema"])

    def parents(self, node: Node) -> list[Node]:
        return [self.everything[name] for name in node["depends_on"]["nodes"]]

    def of(self, *layers: str) -> Iterator[tuple[str, Node]]:
        """The models of some layers, by their ids."""
        return ((i, node) for i, node in self.models.items() if self.layer(node) in layers)


def findings(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """Rule to what breaks it, in alphabetical order; a rule that holds has an empty list."""
    project = Project(manifest)
    return {name: sorted(rule(project)) for name, rule in RULES.items()}


def baseline(path: Path = BASELINE) -> dict[str, list[str]]:
    """What breaks a rule and is known to."""
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {rule: list(known or ()) for rule, known in said.items()}


def _staging_on_staging(project: Project) -> Iterator[str]:
    for _, node in project.of("staging"):
        if any(project.layer(parent) == "staging" for parent in project.parents(node)):
            yield str(node["name"])


def _staging_of_several_sources(project: Project) -> Iterator[str]:
    """The history that landing keeps of a table's values is no other source than the table."""
    for _, node in project.of("staging"):
        parents = set(node["depends_on"]["nodes"])
        if len({one for one in parents if not one.endswith(".value_changes")}) > 1:
            yield str(node["name"])


def _joins_to_sources(project: Project) -> Iterator[str]:
    for _, node in project.of("feeds", "conformed", "marts"):
        kinds = [project.layer(parent) for parent in project.parents(node)]
        if "source" in kinds and len(kinds) > 1:
            yield str(node["name"])


def _raw_read_past_staging(project: Project) -> Iterator[str]:
    for _, node in project.of("feeds", "conformed", "marts"):
        if any(parent["schema"].startswith("raw_") for parent in project.parents(node)):
            yield str(node["name"])


def _sources_without_freshness(project: Project) -> Iterator[str]:
    """Those of the company; the product's own are written by the run that reads them."""
    for source in project.manifest["sources"].values():
        if source["package_name"] != PACKAGE and not (
            source["loaded_at_field"] and (source["freshness"] or {}).get("warn_after", {})
        ):
            yield f"{source['schema']}.{source['name']}"


def _marts_without_contract(project: Project) -> Iterator[str]:
    for _, node in project.of("marts"):
        if not node["contract"]["enforced"] or node["access"] != "public":
            yield str(node["name"])


def _models_without_group(project: Project) -> Iterator[str]:
    for _, node in project.of("feeds", "conformed", "marts"):
        if node["package_name"] == PACKAGE and not node["group"]:
            yield str(node["name"])


def _public_outside_marts(project: Project) -> Iterator[str]:
    for _, node in project.of("staging", "feeds", "conformed"):
        if node["access"] == "public":
            yield str(node["name"])


def _models_without_test(project: Project) -> Iterator[str]:
    for name, node in project.of("conformed", "marts"):
        if all(reader["resource_type"] == "model" for reader in project.readers[name]):
            yield str(node["name"])


def _models_without_key_test(project: Project) -> Iterator[str]:
    for name, node in project.of("conformed", "marts"):
        tests = {(r.get("test_metadata") or {}).get("name") for r in project.readers[name]}
        if tests.isdisjoint(_KEY_TESTS):
            yield str(node["name"])


def _undocumented(project: Project) -> Iterator[str]:
    for _, node in project.of("staging", "feeds", "conformed", "marts"):
        if not node["description"]:
            yield str(node["name"])
        if project.layer(node) == "marts":
            columns = node["columns"].values()
            yield from (f"{node['name']}.{c['name']}" for c in columns if not c["description"])


def _exposures_of_other_than_marts(project: Project) -> Iterator[str]:
    for exposure in project.manifest["exposures"].values():
        owner = exposure["owner"].get("name") or exposure["owner"].get("email")
        layers = {project.layer(parent) for parent in project.parents(exposure)}
        if layers != {"marts"} or not owner:
            yield str(exposure["name"])


def _marts_without_exposure(project: Project) -> Iterator[str]:
    read = {
        name
        for exposure in project.manifest["exposures"].values()
        for name in exposure["depends_on"]["nodes"]
    }
    for name, node in project.of("marts"):
        if node["package_name"] == PACKAGE and name not in read:
            yield str(node["name"])


def _marts_that_repeat(project: Project) -> Iterator[str]:
    """Marts that say nothing but the columns of one conformed model, and keep its rows twice.

    A view promises the columns to readers and keeps nothing.
    """
    for _, node in project.of("marts"):
        if node["config"]["materialized"] == "view":
            continue
        said = " ".join(re.sub(r"--.*", "", node["raw_code"]).split())
        if re.fullmatch(r"select (?:\*|\w+(?:, \w+)*) from \{\{ ref\('\w+'\) \}\}", said):
            yield str(node["name"])


def _could_be_private(project: Project) -> Iterator[str]:
    """Conformed models that their own topic alone reads, and no Python of ours."""
    code = _python()
    for name, node in project.of("conformed"):
        readers = [r for r in project.readers[name] if r["resource_type"] != "unit_test"]
        models = [r for r in readers if r["resource_type"] == "model"]
        singular = [r for r in readers if r["resource_type"] == "test" and "test_metadata" not in r]
        if (
            models
            and not singular
            and node["access"] != "private"
            and {reader["group"] for reader in models} == {node["group"]}
            and not re.search(rf"\bconformed\.{node['alias']}\b", code)
        ):
            yield str(node["name"])


@cache
def _python() -> str:
    rooms = PROJECT / "orchestration"
    files = (path for path in sorted(rooms.rglob("*")) if path.suffix in (".py", ".sql"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _read_by_nobody(project: Project) -> Iterator[str]:
    """Feeds and conformed models that no model reads; marts are read by people."""
    for name, node in project.of("staging", "feeds", "conformed"):
        if not any(reader["resource_type"] == "model" for reader in project.readers[name]):
            yield str(node["name"])


RULES: dict[str, Callable[[Project], Iterator[str]]] = {
    "staging_on_staging": _staging_on_staging,
    "staging_of_several_sources": _staging_of_several_sources,
    "raw_read_past_staging": _raw_read_past_staging,
    "joins_to_sources": _joins_to_sources,
    "sources_without_freshness": _sources_without_freshness,
    "marts_without_contract": _marts_without_contract,
    "marts_without_exposure": _marts_without_exposure,
    "marts_that_repeat": _marts_that_repeat,
    "models_without_group": _models_without_group,
    "could_be_private": _could_be_private,
    "public_outside_marts": _public_outside_marts,
    "models_without_test": _models_without_test,
    "models_without_key_test": _models_without_key_test,
    "undocumented": _undocumented,
    "exposures_of_other_than_marts": _exposures_of_other_than_marts,
    "read_by_nobody": _read_by_nobody,
}
