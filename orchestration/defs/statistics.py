"""The statistics SQL does badly, on conformed tables; dbt sees the result as a source."""

from collections.abc import Iterator

import dagster as dg

from orchestration import dbt, landing, learnt, settings
from orchestration.company import lexicons
from orchestration.defs.resources import Warehouse

_MANIFEST = dbt.manifest(dbt.parse(settings.from_environment()))
_TABLES = dbt.source_tables(_MANIFEST, "statistics")
# What conformed tables read themselves, so it cannot wait for all of them.
_TEXTS = "statistics.text_readings"


@dg.asset(
    key=_TEXTS.split("."),
    deps=[["conformed", "touchpoints_recorded"], ["conformed", "text_topics"]],
    description=_TABLES[_TEXTS],
    group_name="statistics",
    kinds={"duckdb", "python"},
    owners=["team:warehouse"],
)
def read_texts(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> dg.MaterializeResult[None]:
    """What free texts are about, and how they sound."""
    from orchestration.statistics import texts  # with what takes half a second

    lexicon = lexicons.of_company(warehouse.settings.company)
    with warehouse.connect() as connection:
        read = texts.write(connection, lexicon)
    context.log.info(
        f"{read.texts:,} texts read, {read.with_topic:,} with a topic, "
        f"learned from {read.learned_from:,} ticked ones"
        + (f"; {lexicon.note}" if lexicon.note else "")
    )
    return dg.MaterializeResult(metadata={"texts": read.texts, "with_topic": read.with_topic})


@dg.multi_asset(
    name="score_statistics",
    specs=[
        dg.AssetSpec(
            table.split("."),
            deps=[model.split(".") for model in dbt.models(_MANIFEST, "conformed")],
            description=description,
            group_name="statistics",
            kinds={"duckdb", "python"},
            owners=["team:warehouse"],
        )
        for table, description in _TABLES.items()
        if table != _TEXTS
    ],
)
def score_statistics(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """Response weights, drivers and scores per key."""
    from orchestration import statistics  # takes half a second, which no start should wait for

    with warehouse.connect() as connection:
        day = landing.as_of(connection)
        found = learnt.of_day(warehouse.settings, day)
        statistics.score(connection, day, context.log.info, found)
        found.write(connection)
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key)
