"""Source records to customer numbers and households; dbt sees the result as a source."""

from collections.abc import Iterator

import dagster as dg

from orchestration import dbt, landing, learnt, publishing, remembered, settings
from orchestration.company import departments
from orchestration.defs.resources import Warehouse
from orchestration.privacy import keys, restrictions, suppressions, tombstones

_TABLES = dbt.source_tables(dbt.manifest(dbt.parse(settings.from_environment())), "identity")


@dg.multi_asset(
    name="resolve_identity",
    specs=[
        dg.AssetSpec(
            table.split("."),
            deps=[["conformed", "customer_records"], ["conformed", "record_references"]],
            description=description,
            group_name="identity",
            kinds={"duckdb", "python"},
            owners=["team:warehouse"],
        )
        for table, description in _TABLES.items()
    ],
)
def resolve_identity(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """Score, cluster and number the records, then gather people into households."""
    from orchestration import identity  # takes half a second, which no start should wait for

    build = publishing.current(warehouse.settings)
    marts = build.marts if build else ()
    readers_see = next((m.path for m in marts if m.name == "customer_crosswalk"), None)
    with warehouse.connect() as connection:
        day = landing.as_of(connection)
        remembered.recall(connection, warehouse.settings)
        found = learnt.of_day(warehouse.settings, day)
        erased_numbers = [
            one.hash for one in tombstones.every(warehouse.settings) if one.kind == "customer"
        ]
        if found.keeps or erased_numbers:
            keys.add_macros(connection, keys.key(warehouse.settings))
        summary = identity.resolve(
            connection,
            day,
            context.log.info,
            learnt=found,
            erased_numbers=erased_numbers,
            steward=identity.Decisions(warehouse.settings.decisions),
            published=readers_see,
            erased=suppressions.published_erased(connection, warehouse.settings, readers_see),
            single_sources=[
                d.name for d in departments.departments() if d.keeps_one_record_per_person
            ],
        )
        remembered.write_down(
            connection,
            warehouse.settings,
            run_id=context.run.run_id,
            as_of=day.isoformat(),
        )
        found.write(connection)
        restricted = restrictions.write(connection, warehouse.settings)
    if restricted:
        context.log.info(f"{restricted} customers whose data may not be used, or were erased")
    metadata = {"records": summary.records, "customers": summary.customers}
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key, metadata=metadata)
