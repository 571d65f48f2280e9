"""Readers are pointed to the sealed snapshot, once every gate of this very run has passed."""

import dagster as dg

from orchestration import dbt, landing, promoting, publishing, settings
from orchestration.defs.resources import Warehouse

_MANIFEST = dbt.manifest(dbt.parse(settings.from_environment()))


@dg.asset(
    key=["published", "current"],
    deps=[mart.split(".") for mart in dbt.marts(_MANIFEST)],
    group_name="published",
    kinds={"duckdb", "parquet"},
    owners=["team:warehouse"],
    description="The snapshot that BI tools read: published/current in the company's folder.",
)
def published(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> dg.MaterializeResult[None]:
    """Publish what this run sealed; run again alone from a failure, what the failed run did."""
    here, run = warehouse.settings, context.run
    with warehouse.connect() as connection:
        if run.parent_run_id and not publishing.has_judged(here, connection, run.run_id):
            snapshot = promoting.promote(here, connection, _MANIFEST, run_id=run.parent_run_id)
        else:
            build_id = publishing.named(landing.as_of(connection), run.run_id)
            snapshot = promoting.promote(
                here, connection, _MANIFEST, run_id=run.run_id, build_id=build_id
            )
    return dg.MaterializeResult(
        metadata={
            "build_id": snapshot.build_id,
            "marts": len(snapshot.marts),
            "path": dg.MetadataValue.path(str(snapshot.database)),
        }
    )
