"""dbt in three steps, cut at the seams: what identity reads, what waits for it, and the marts.

A step per seam lets a failing gate stop everything to the right of it, and naming the cut here
spares Dagster from finding a finer one, which costs a start of dbt for every piece.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration import dbt, settings
from orchestration.company import departments, feed_models
from orchestration.company.project import PACKAGE
from orchestration.defs.resources import Warehouse

_HERE = settings.from_environment()
_HERE.export()
_MANIFEST = dbt.parse(_HERE)
# Unit tests test the SQL, not tonight's data; a test of several tables waits for the last one.
_BUILD = ["build", "--exclude-resource-type", "unit_test", "--indirect-selection", "buildable"]
_OWNERS = {d.name: departments.team(d.owner) for d in departments.departments()}


def _staged(dbt_resource_props: Mapping[str, Any]) -> bool:
    """True for a department's own model, and for one made of what its contract declares."""
    is_declared = dbt_resource_props["fqn"][1] == feed_models.FOLDER.name
    return bool(dbt_resource_props["package_name"] != PACKAGE or is_declared)


class HouseTranslator(DagsterDbtTranslator):
    """An asset's key is its table, its group the stage it stands in."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        table = dbt_resource_props.get("identifier") or dbt_resource_props["alias"]
        return dg.AssetKey([dbt_resource_props["schema"], table])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props["schema"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """A staging view belongs to its department; what departments share, to nobody alone."""
        owner = _OWNERS.get(dbt_resource_props["fqn"][-2]) if _staged(dbt_resource_props) else None
        return [owner or "team:warehouse"]

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        # `as_of()` reads the table while it compiles, which leaves no edge in dbt's own graph.
        if spec.key == dg.AssetKey(["conformed", "customer_records"]):
            spec = spec.merge_attributes(deps=[dg.AssetKey(["landing", "as_of"])])
        return spec


def _dbt_step(name: str, select: str, exclude: str = "") -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=_MANIFEST,
        select=select,
        exclude=exclude,
        dagster_dbt_translator=HouseTranslator(),
        name=name,
    )
    def step(
        context: dg.AssetExecutionContext, dbt_cli: DbtCliResource, warehouse: Warehouse
    ) -> Iterator[Any]:
        yield from dbt_cli.cli(_BUILD, context=context).stream()

    return step


dbt_records = _dbt_step(
    "dbt_records",
    select="config.schema:staging config.schema:feeds config.schema:conformed resource_type:seed",
    exclude="source:identity+",
)
dbt_conform = _dbt_step("dbt_conform", select="config.schema:conformed,source:identity+")
dbt_marts = _dbt_step("dbt_marts", select="config.schema:marts")
