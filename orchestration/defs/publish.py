"""Readers are pointed to the sealed snapshot, once every gate of this very run has passed."""

import dagster as dg

from orchestration import dbt, journal, landing, publishing, settings
from orchestration.defs.resources import Warehouse
from orchestration.gates.seams import required

_MANIFEST = dbt.manifest(dbt.parse(settings.from_environment()))


@dg.asset(
    key=["published", "current"],
    deps=[mart.split(".") for mart in dbt.models(_MANIFEST, "marts")],
    group_name="published",
    kinds={"duckdb", "parquet"},
    owners=["team:warehouse"],
    description="The snapshot that BI tools read: published/current in the company's folder.",
)
def published(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> dg.MaterializeResult[None]:
    with warehouse.connect() as connection:
        snapshot = publishing.publish(
            warehouse.settings,
            connection,
            build_id=publishing.named(landing.as_of(connection), context.run.run_id),
            run_id=context.run.run_id,
            required_gates=required(_MANIFEST),
        )
        journal.of(warehouse.settings, "builds").append(
            [
                {
                    "event": "published",
                    "build_id": snapshot.build_id,
                    "run_id": snapshot.run_id,
                    "as_of": landing.as_of(connection).isoformat(),
                    "built_at": str(snapshot.built_at),
                    "database_sha256": snapshot.database_sha256,
                }
            ]
        )
    return dg.MaterializeResult(
        metadata={
            "build_id": snapshot.build_id,
            "marts": len(snapshot.marts),
            "path": dg.MetadataValue.path(str(snapshot.database)),
        }
    )
