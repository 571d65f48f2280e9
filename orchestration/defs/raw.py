"""Extracts to raw tables: one step per department, one asset per contracted table."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from orchestration import alerting, dbt, landing, remembered, settings
from orchestration.activation import assignment_log
from orchestration.company import departments
from orchestration.defs.resources import Warehouse
from orchestration.landing import redactions
from orchestration.landing.receipts import MISSING, WAITING
from orchestration.privacy import guarding, retaining

guarding.begin()
_MANIFEST = dbt.manifest(dbt.parse(settings.from_environment()))


def _asset_key(extract: departments.Extract) -> dg.AssetKey:
    return dg.AssetKey([extract.schema, extract.table])


def _raw_assets(department: departments.Department) -> dg.AssetsDefinition:
    extracts_key = dg.AssetKey(["extracts", department.name])
    by_key = {_asset_key(extract): extract for extract in department.extracts}

    @dg.multi_asset(
        name=f"land_{department.name}",
        specs=[
            dg.AssetSpec(
                key,
                deps=[extracts_key],
                description=extract.description,
                group_name="raw",
                kinds={"duckdb", extract.format, extract.origin.source} - {"folder"},
                owners=[departments.team(extract.owner)],
                metadata={"extract": extract.pattern},
            )
            for key, extract in by_key.items()
        ],
        can_subset=True,
        retry_policy=dg.RetryPolicy(max_retries=2, delay=1, backoff=dg.Backoff.EXPONENTIAL),
    )
    def land(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        if department.mistakes:
            yield from _left_out(department, context, warehouse)
            return
        with warehouse.connect() as connection:
            landing.prepare(connection)
            for table in remembered.recall(connection, warehouse.settings):
                context.log.info(f"{table} comes from the journal: this build did not know it.")
            run_id = context.run.run_id
            for stray in landing.refuse_unclaimed(
                department, connection, warehouse.settings, run_id=run_id
            ):
                context.log.warning(f"{stray.file_name}: {stray.reason}")
            # What is part of another table's records comes after it.
            for key in sorted(by_key, key=lambda key: by_key[key].part_of is not None):
                if key not in context.selected_asset_keys:
                    continue
                receipts = landing.land(by_key[key], connection, warehouse.settings, run_id=run_id)
                for receipt in receipts:
                    if receipt.status in (MISSING, WAITING):
                        context.log.warning(f"{key.to_user_string()}: {receipt.reason}")
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata={
                        "files": sum(receipt.status != WAITING for receipt in receipts),
                        "left_for_the_next_run": sum(r.status == WAITING for r in receipts),
                        "loaded": sum(receipt.loaded for receipt in receipts),
                        "rejected": sum(receipt.rejected for receipt in receipts),
                        "quarantined": sum(r.status == "quarantined" for r in receipts),
                    },
                )

    return land


def _left_out(
    department: departments.Department, context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """What stands in for landing where the contract is wrong: what landed before stays as it is.

    Raises dg.Failure for a department that the company cannot do without.
    """
    if department.is_essential:
        raise dg.Failure(
            f"The contract of {department.name} is wrong, and the department is essential:\n"
            + "\n".join(map(str, department.mistakes)),
            allow_retries=False,
        )
    for mistake in department.mistakes:
        context.log.warning(str(mistake))
    with warehouse.connect() as connection:
        landing.prepare(connection)
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(
            asset_key=key, metadata={"left_out": [str(one) for one in department.mistakes]}
        )


class AsOf(dg.Config):
    """The day everything is measured at, `YYYY-MM-DD`; empty means the newest day landed."""

    as_of: str = ""


@dg.multi_asset(
    name="close_landing",
    specs=[
        dg.AssetSpec(
            table.split("."),
            deps=[_asset_key(extract) for extract in departments.extracts()],
            description=description,
            group_name="raw",
            kinds={"duckdb"},
            owners=["team:warehouse"],
        )
        for table, description in dbt.source_tables(_MANIFEST, "landing").items()
    ],
)
def close_landing(
    context: dg.AssetExecutionContext, config: AsOf, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """Fix the day, once every department has been landed; the ledger is complete with it."""
    with warehouse.connect() as connection:
        landing.write_contracts(connection)
        assignment_log.load(connection, warehouse.settings, "landing.assignments")
        alerting.load_handled(connection, warehouse.settings)
        day = landing.set_as_of(
            connection, date.fromisoformat(config.as_of) if config.as_of else None
        )
        for one in retaining.apply(connection, warehouse.settings, day):
            context.log.info(
                f"{one.table}: {one.deleted} records before {one.before} deleted, "
                f"{one.emptied} left without a person"
            )
        redactions.write(connection, warehouse.settings.archive)
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key, metadata={"as_of": day.isoformat()})


@dg.definitions
def raw() -> dg.Definitions:
    """The departments' files as external assets, and the tables they land in."""
    contracts = departments.departments()
    return dg.Definitions(
        assets=[
            *(
                dg.AssetSpec(
                    ["extracts", department.name],
                    description=department.description,
                    group_name="extracts",
                    owners=[departments.team(department.owner)],
                )
                for department in contracts
            ),
            *(_raw_assets(department) for department in contracts if department.extracts),
            close_landing,
        ]
    )
