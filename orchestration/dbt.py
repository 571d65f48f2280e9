"""The dbt project as the rest of the house sees it: its manifest, always fresh, and its commands.

Parsing costs seconds, so it happens only when a file of the project has changed since the last
parse. No SQL is written or run here.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from orchestration import digest
from orchestration.company.project import install
from orchestration.settings import DBT_PACKAGE, PROJECT, Settings

SOURCES = ("dbt_project.yml", "profiles.yml", "macros", "models", "seeds", "tests")
COMPANY_SOURCES = ("dbt_project.yml", "packages.yml", "company.yml", "departments", "rules")


class DbtParseError(RuntimeError):
    """The dbt project does not parse; the message is dbt's own."""


def executable() -> str:
    """The dbt that belongs to this interpreter, whatever the PATH says."""
    return str(Path(sys.executable).with_name("dbt"))


def following(settings: Settings) -> str:
    """A dbt that ends when the run that started it is killed; see `dbt_asked`."""
    script = settings.dbt_target / "dbt"
    command = (
        f"#!/bin/sh\nexport PYTHONPATH={shlex.quote(str(PROJECT))}\n"
        f'exec {shlex.quote(sys.executable)} -S -m orchestration.dbt_asked "$@"\n'
    )
    script.parent.mkdir(parents=True, exist_ok=True)
    draft = script.with_suffix(f".{os.getpid()}")
    draft.write_text(command, encoding="utf-8")
    draft.chmod(0o700)
    draft.replace(script)
    return str(script)


def parse(settings: Settings, target: Path | None = None) -> Path:
    """Make the manifest in `target`, by default the run's own, current and return its path.

    Raises DbtParseError when the project does not parse.
    """
    target = target or settings.dbt_target
    manifest = target / "manifest.json"
    marker = target / "fingerprint"
    fingerprint = " ".join(
        (
            digest.of(DBT_PACKAGE, SOURCES),
            digest.of(settings.company, COMPANY_SOURCES),
        )
    )
    if manifest.exists() and marker.exists() and marker.read_text() == fingerprint:
        return manifest
    target.mkdir(parents=True, exist_ok=True)
    _dbt(settings, target, "parse")
    marker.write_text(fingerprint)
    return manifest


def docs(settings: Settings) -> Path:
    """Write the documentation of the last build as one page that needs no server and no network.

    Raises DbtParseError when dbt cannot, for one because nothing has been built yet.
    """
    _dbt(settings, settings.dbt_target, "docs", "generate", "--static")
    return settings.dbt_target / "static_index.html"


def semantic_project(settings: Settings) -> Path:
    """A folder in which MetricFlow finds what it reads: dbt's settings and the semantic manifest.

    It has a manifest of its own, so that a question about a metric never disturbs a run.
    Raises DbtParseError when the project does not parse.
    """
    folder = settings.build / "metrics"
    parse(settings, folder / "target")
    link = folder / "dbt_project.yml"
    if not link.exists():
        link.symlink_to(settings.company / link.name)
    return folder


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt on the company's project, beside whatever else goes on; what it printed and returned.

    Raises RuleError where the company's rules cannot be read.
    """
    install(settings)
    return subprocess.run(  # noqa: S603
        [executable(), "--quiet", *arguments],
        cwd=settings.company,
        env=settings.child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def _dbt(settings: Settings, target: Path, *arguments: str) -> None:
    done = run(settings, *arguments, "--target-path", str(target))
    if done.returncode:
        raise DbtParseError(
            f"dbt {arguments[0]} failed:\n{done.stdout.strip()}\n{done.stderr.strip()}"
        )


@cache
def manifest(path: Path) -> dict[str, Any]:
    """The parsed manifest."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def models(manifest: dict[str, Any], schema: str) -> tuple[str, ...]:
    """The tables that dbt builds in `schema`, as `schema.table`, in alphabetical order."""
    return tuple(
        sorted(
            f"{node['schema']}.{node['alias']}"
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model"
            and node["schema"] == schema
            and node["config"]["materialized"] != "ephemeral"
        )
    )


def before_source(manifest: dict[str, Any], schema: str, source: str) -> tuple[str, ...]:
    """The tables of `schema` that no table of dbt source `source` stands upstream of."""

    @cache
    def waits(node: str) -> bool:
        if node in manifest["sources"]:
            return bool(manifest["sources"][node]["schema"] == source)
        return any(waits(parent) for parent in manifest["parent_map"].get(node, ()))

    early = {
        f"{node['schema']}.{node['alias']}"
        for name, node in manifest["nodes"].items()
        if not waits(name)
    }
    return tuple(table for table in models(manifest, schema) if table in early)


def source_tables(manifest: dict[str, Any], schema: str) -> dict[str, str]:
    """The tables of dbt source `schema`, as `schema.table`, in alphabetical order, described."""
    return {
        f"{source['schema']}.{source['identifier']}": str(source["description"])
        for _, source in sorted(manifest["sources"].items())
        if source["schema"] == schema
    }


def marts(manifest: dict[str, Any]) -> tuple[str, ...]:
    """Every table of schema `marts`: the models, and after them what is written about them."""
    return (*models(manifest, "marts"), *source_tables(manifest, "marts"))


def described(manifest: dict[str, Any], schema: str) -> dict[str, dict[str, Any]]:
    """What the project says of each table of `schema`, a model's or one that Python writes."""
    nodes = (*manifest["nodes"].values(), *manifest["sources"].values())
    return {
        str(node["alias" if node["resource_type"] == "model" else "identifier"]): node
        for node in nodes
        if node["resource_type"] in ("model", "source") and node["schema"] == schema
    }
