"""What the marts are made of and what for: written when all others stand, before they are sealed.

A step of its own would have to stand after the marts and before their gates, which is no place in
Dagster's order: what comes after a table waits for its gate. So the gates' step writes them.
"""

import dagster as dg
import duckdb

from orchestration import dbt, landing, settings

TABLES = dbt.source_tables(dbt.manifest(dbt.parse(settings.from_environment())), "marts")


@dg.definitions
def provenance() -> dg.Definitions:
    """The lineage of published columns and the record of processing, as Dagster shows them."""
    return dg.Definitions(
        assets=[
            dg.AssetSpec(
                table.split("."),
                description=description,
                group_name="marts",
                kinds={"duckdb", "python"},
                owners=["team:warehouse"],
            )
            for table, description in TABLES.items()
        ]
    )


def write(here: settings.Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Write both tables, from the SQL that this run's marts were made by."""
    from orchestration import lineage  # reads SQL, which no start should wait for
    from orchestration.company import departments
    from orchestration.privacy import processing

    found = lineage.of_build(here, connection)
    for relation, why in found.unread.items():
        dg.get_dagster_logger().warning(f"The SQL of {relation} could not be read: {why}")
    lineage.write(connection, found, departments.sound_extracts())
    day = landing.as_of(connection)
    processing.write(connection, processing.record(here, found, day))
