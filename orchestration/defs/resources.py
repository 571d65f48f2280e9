"""What every stage is given: the warehouse, held for the whole run, and dbt."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import metadata
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DbtCliResource
from packaging import version

from orchestration import dbt, dbt_ready, housekeeping, private, publishing, settings, warehouse
from orchestration.company.project import install


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


class ReadyDbt(DbtCliResource):
    """dbt, which is started once a run and reads the project while the first stages are at work."""

    @property
    def _cli_version(self) -> version.Version:
        """The version of this interpreter's dbt, which need not be started to be asked."""
        return version.parse(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        """No second way into the warehouse: it would only be asked for columns, which dbt says."""
        return None

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["ReadyDbt"]:
        with dbt_ready.standing_ready(settings.from_environment()):
            yield self


@dg.definitions
def resources() -> dg.Definitions:
    """The resources and the executor: one process, because DuckDB has one writer."""
    here = settings.from_environment()
    here.export()
    install(here)
    return dg.Definitions(
        resources={
            "warehouse": Warehouse(),
            "dbt_cli": ReadyDbt(
                project_dir=str(here.company),
                profiles_dir=str(settings.DBT_PACKAGE),
                dbt_executable=dbt.following(here),
            ),
        },
        executor=dg.in_process_executor,
    )
