"""Great Expectations at the seams: one step per seam, one blocking check per table.

The marts are sealed first, and judged as readers would get them.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration import dbt, gates, landing, publishing, settings
from orchestration.company import provided
from orchestration.defs import provenance
from orchestration.defs.resources import Warehouse
from orchestration.gates.seams import may_be_empty
from orchestration.gates.seams import seams as gated


def _seam(
    name: str, tables: tuple[str, ...], required: frozenset[str], empty: frozenset[str]
) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        name=f"gate_{name}",
        specs=[
            dg.AssetCheckSpec(
                "gate",
                asset=table.split("."),
                blocking=True,
                description=f"expectations/{table.replace('.', '/')}.yml, or the default gate.",
            )
            for table in tables
            if table not in provenance.TABLES
        ],
    )
    def gate(
        context: dg.AssetCheckExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        run_id, folder = context.run.run_id, warehouse.settings.build / "gates"
        gates.refuse_strays(required)
        with warehouse.connect() as connection:
            try:
                if name == "marts":
                    here = warehouse.settings
                    provenance.write(here, connection)
                    build_id = publishing.named(landing.as_of(connection), run_id)
                    sealed = publishing.seal(here, connection, run_id=run_id, build_id=build_id)
                    results = publishing.judge(
                        here, connection, sealed, tables, results=folder, may_be_empty=empty
                    )
                else:
                    results = gates.evaluate_stage(
                        tables, connection, run_id, results=folder, may_be_empty=empty
                    )
            finally:  # a gate that raised is shown as the one without a result
                page = gates.write_data_docs(connection, run_id, required, folder)
        for result in results:
            if result.suite in provenance.TABLES:  # no step makes it, so publishing alone asks
                continue
            yield dg.AssetCheckResult(
                check_name="gate",
                asset_key=result.suite.split("."),
                passed=result.passed,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={
                    "data_docs": dg.MetadataValue.path(str(page)),
                    "rows": result.rows,
                    "expectations": len(result.expectations),
                    "failures": [failure.expectation for failure in result.failures],
                    "warnings": [warning.expectation for warning in result.warnings],
                },
            )

    return gate


@dg.definitions
def seams() -> dg.Definitions:
    """Gates after landing, before and after identity, and before publishing."""
    here = settings.from_environment()
    manifest = dbt.manifest(dbt.parse(here))
    empty = may_be_empty(manifest, provided.providers(here.company))
    tables_by_seam = gated(manifest)
    required = frozenset(table for tables in tables_by_seam.values() for table in tables)
    return dg.Definitions(
        asset_checks=[
            _seam(name, tables, required, empty) for name, tables in tables_by_seam.items()
        ]
    )
