"""What every stage is given: the warehouse, held for the whole run, and dbt."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import dagster as dg
import duckdb
from dagster_dbt import DbtCliResource

from orchestration import dbt, housekeeping, private, publishing, settings, warehouse


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """The private build file, locked from the first step of a run to its last."""

    wait_seconds: float = 3600.0

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        here, log = self.settings, dg.get_dagster_logger()
        with warehouse.hold(here, wait_seconds=self.wait_seconds):
            if strange := private.tighten(here):
                log.warning(f"{len(strange)} files are somebody else's: {strange[0]}, …")
            if mended := publishing.repair(here):
                log.warning(f"The pointer was gone; readers see {mended.build_id} again.")
            if context.instance is not None:
                housekeeping.tidy(here, context.instance)
            yield self

    @property
    def settings(self) -> settings.Settings:
        return settings.from_environment()

    def connect(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return warehouse.connect(self.settings)


@dg.definitions
def resources() -> dg.Definitions:
    """The resources and the executor: one process, because DuckDB has one writer."""
    here = settings.from_environment()
    here.export()
    return dg.Definitions(
        resources={
            "warehouse": Warehouse(),
            "dbt_cli": DbtCliResource(
                project_dir=dbt.project(here),
                profiles_dir=str(settings.DBT_PACKAGE),
                dbt_executable=dbt.following(here),
            ),
        },
        executor=dg.in_process_executor,
    )
