"""The statistics SQL does badly, on conformed tables; dbt sees the result as a source."""

from collections.abc import Iterator

import dagster as dg

from orchestration import dbt, landing, settings
from orchestration.defs.resources import Warehouse

_MANIFEST = dbt.manifest(dbt.parse(settings.from_environment()))


@dg.multi_asset(
    name="score_insight",
    specs=[
        dg.AssetSpec(
            table.split("."),
            deps=[model.split(".") for model in dbt.models(_MANIFEST, "conformed")],
            description=description,
            group_name="insight",
            kinds={"duckdb", "python"},
            owners=["team:warehouse"],
        )
        for table, description in dbt.source_tables(_MANIFEST, "insight").items()
    ],
)
def score_insight(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """Response weights, drivers and scores per key."""
    from orchestration import insight  # takes half a second, which no start should wait for

    with warehouse.connect() as connection:
        insight.score(connection, landing.as_of(connection), context.log.info)
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key)
