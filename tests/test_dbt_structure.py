"""The dbt project against the rubric of `orchestration.structure`; its baseline only shrinks."""

from __future__ import annotations

import copy
import csv
import re
from collections.abc import Callable
from typing import Any

import pytest

from orchestration import dbt, structure
from orchestration.settings import DBT_PACKAGE, PROJECT, from_environment

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return dbt.manifest(dbt.parse(from_environment()))


def test_nothing_breaks_a_rule_that_is_not_known_to(manifest: Manifest) -> None:
    found = structure.findings(manifest)
    known = structure.baseline()
    assert set(known) <= set(found)
    assert {rule: names for rule, names in found.items() if names} == known


def spoil(manifest: Manifest, node: str, **changes: object) -> None:
    """Change a node of the manifest, found by its id."""
    kinds = (manifest[kind] for kind in ("nodes", "sources", "exposures"))
    home = next(nodes for nodes in kinds if node in nodes)
    home[node] |= changes


def read(manifest: Manifest, node: str, *parents: str) -> None:
    """Let a model read these and nothing else."""
    manifest["nodes"][node]["depends_on"]["nodes"] = list(parents)


def untested(manifest: Manifest, node: str) -> None:
    """Take every test from a model."""
    for test in (*manifest["nodes"].values(), *manifest["unit_tests"].values()):
        if test["resource_type"] in ("test", "unit_test"):
            parents = test["depends_on"]["nodes"]
            test["depends_on"]["nodes"] = [parent for parent in parents if parent != node]


STAGED = "model.harbour_and_home.stg_crm__contacts"
OTHER = "model.harbour_and_home.stg_crm__opportunities"
RAW = "source.harbour_and_home.raw_crm.contacts"
OTHER_RAW = "source.harbour_and_home.raw_crm.opportunities"
ORDERS, LINES = "model.customer360.orders", "model.customer360.order_lines"
VISITS = "model.customer360.web_visits"
MART, CARD = "model.customer360.customer_360", "exposure.customer360.customer_card"
PAGE = "exposure.customer360.page"
SPOILT: dict[str, tuple[str, Callable[[Manifest], None]]] = {
    "staging_on_staging": ("stg_crm__contacts", lambda m: read(m, STAGED, OTHER)),
    "staging_of_several_sources": ("stg_crm__contacts", lambda m: read(m, STAGED, RAW, OTHER_RAW)),
    "raw_read_past_staging": ("orders", lambda m: read(m, ORDERS, RAW)),
    "joins_to_sources": ("orders", lambda m: read(m, ORDERS, LINES, RAW)),
    "sources_without_freshness": ("raw_crm.contacts", lambda m: spoil(m, RAW, freshness=None)),
    "marts_without_contract": ("customer_360", lambda m: spoil(m, MART, access="protected")),
    "marts_without_exposure": (
        "customer_names",
        lambda m: spoil(m, PAGE, depends_on={"nodes": [MART]}),
    ),
    "marts_that_repeat": (
        "customer_360",
        lambda m: spoil(m, MART, raw_code="-- One row.\nselect a, b\nfrom {{ ref('customers') }}"),
    ),
    "models_without_group": ("orders", lambda m: spoil(m, ORDERS, group=None)),
    "could_be_private": ("web_visits", lambda m: spoil(m, VISITS, access="protected")),
    "public_outside_marts": ("orders", lambda m: spoil(m, ORDERS, access="public")),
    "models_without_test": ("orders", lambda m: untested(m, ORDERS)),
    "models_without_key_test": ("orders", lambda m: untested(m, ORDERS)),
    "undocumented": ("orders", lambda m: spoil(m, ORDERS, description="")),
    "exposures_of_other_than_marts": (
        "customer_card",
        lambda m: spoil(m, CARD, depends_on={"nodes": [ORDERS]}),
    ),
    "read_by_nobody": (
        "asset_flows",
        lambda m: read(m, "model.customer360.customer_asset_bridge", ORDERS),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", structure.RULES)
def test_every_rule_finds_what_breaks_it(rule: str, manifest: Manifest) -> None:
    name, break_it = SPOILT[rule]
    spoilt = copy.deepcopy(manifest)
    break_it(spoilt)
    assert name not in structure.findings(manifest)[rule]
    assert name in structure.findings(spoilt)[rule]


def test_an_exposure_depends_on_every_mart_that_its_code_reads(manifest: Manifest) -> None:
    said = re.compile(r"\b_?marts\}?\.([a-z_0-9]+)", re.IGNORECASE)
    checked = 0
    for exposure in manifest["exposures"].values():
        declared = {manifest["nodes"][name]["alias"] for name in exposure["depends_on"]["nodes"]}
        for file in exposure["config"].get("meta", {}).get("code", []):
            code = (PROJECT / "orchestration" / file).read_text(encoding="utf-8")
            marts = set(said.findall(code)) - {"gate_results"}
            assert marts <= declared, f"{exposure['name']} does not say that {file} reads them"
            checked += len(marts)
    assert checked > 10


def test_every_role_of_the_product_has_its_exposure(manifest: Manifest) -> None:
    with (DBT_PACKAGE / "seeds" / "rules" / "role_people.csv").open(encoding="utf-8") as file:
        roles = {row["role"] for row in csv.DictReader(file)}
    exposed = {exposure["name"] for exposure in manifest["exposures"].values()}
    assert {f"activation_files_{role}" for role in roles} <= exposed
