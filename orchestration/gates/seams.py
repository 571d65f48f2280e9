"""Which tables are gated, and where: derived from the contracts and the dbt manifest.

Publishing asks for a passed gate on every one of them, so leaving one out of a run's selection
does not help anybody to publish.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from orchestration import dbt
from orchestration.company import departments
from orchestration.company.project import PACKAGE
from orchestration.gates.suites import suite_names
from orchestration.settings import from_environment


def seams(manifest: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Seam name to the tables gated there, in the order in which a run reaches them.

    Conformed tables stand at two seams: `records` are those identity reads or could read,
    `conformed` those that wait for it. One seam for both would have to stand before and after
    identity.
    """
    records = dbt.before_source(manifest, "conformed", "identity")
    return {
        "raw": tuple(extract.name for extract in departments.extracts()),
        "records": records,
        "identity": tuple(dbt.source_tables(manifest, "identity")),
        "conformed": tuple(t for t in dbt.models(manifest, "conformed") if t not in records),
        "marts": dbt.marts(manifest),
    }


def may_be_empty(manifest: dict[str, Any], provided: Collection[str]) -> frozenset[str]:
    """The tables, `schema.table`, whose emptiness says nothing: no row is asked of them.

    Those made of a feed that no department provides; a feed whose contract says `fills_gaps` only
    adds to others, and without it nothing is empty. And those whose YAML says `may_be_empty`, such
    as a list of what is wrong.
    """
    nodes, parents = manifest["nodes"], manifest["parent_map"]
    absent = {
        name
        for name, node in nodes.items()
        if node["resource_type"] == "model"
        and node["package_name"] == PACKAGE
        and node["schema"] == "feeds"
        and node["name"].removeprefix("feed_") not in provided
        and not node["meta"].get("fills_gaps")
    }

    @cache
    def lacks(name: str) -> bool:
        return name in absent or any(lacks(parent) for parent in parents.get(name, ()))

    models = (
        node
        for name, node in nodes.items()
        if lacks(name) or (node["resource_type"] == "model" and node["meta"].get("may_be_empty"))
    )
    return frozenset(f"{node['schema']}.{node.get('alias')}" for node in models)


def required(
    manifest: dict[str, Any], expectations: tuple[Path, ...] | None = None
) -> frozenset[str]:
    """Every table whose gate a run must have passed to publish: all that are gated anywhere.

    A suite counts as well, so that one of a table that does not exist lets nobody publish.
    """
    tables = {table for tables in seams(manifest).values() for table in tables}
    return frozenset(tables) | frozenset(
        suite_names(expectations or from_environment().expectations)
    )
