"""dbt in two steps, so that a failing gate on a conformed table stops the marts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration import dbt, settings
from orchestration.defs.resources import Warehouse

_HERE = settings.from_environment()
_HERE.export()
_MANIFEST = dbt.parse(_HERE)
_BUILD = ["build", "--exclude-resource-type", "unit_test"]


class HouseTranslator(DagsterDbtTranslator):
    """An asset's key is its table, its group the stage it stands in."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        table = dbt_resource_props.get("identifier") or dbt_resource_props["alias"]
        return dg.AssetKey([dbt_resource_props["schema"], table])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props["schema"])

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        # `as_of()` reads the table while it compiles, which leaves no edge in dbt's own graph.
        if spec.key == dg.AssetKey(["conformed", "customer_records"]):
            spec = spec.merge_attributes(deps=[dg.AssetKey(["landing", "as_of"])])
        return spec


@dbt_assets(
    manifest=_MANIFEST,
    select="path:models/staging path:models/conformed path:seeds",
    dagster_dbt_translator=HouseTranslator(),
    name="dbt_conform",
)
def dbt_conform(
    context: dg.AssetExecutionContext, dbt_cli: DbtCliResource, warehouse: Warehouse
) -> Iterator[Any]:
    yield from dbt_cli.cli(_BUILD, context=context).stream()


@dbt_assets(
    manifest=_MANIFEST,
    select="path:models/marts",
    dagster_dbt_translator=HouseTranslator(),
    name="dbt_marts",
)
def dbt_marts(
    context: dg.AssetExecutionContext, dbt_cli: DbtCliResource, warehouse: Warehouse
) -> Iterator[Any]:
    yield from dbt_cli.cli(_BUILD, context=context).stream()
