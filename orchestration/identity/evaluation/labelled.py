"""A labelled file from elsewhere, linked exactly as the house links its own records, and measured.

Labels, record ids and row order are read only after everything is decided.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import at_rest, queries
from orchestration.identity.evaluation import record_file
from orchestration.identity.evaluation.evaluate import evaluate
from orchestration.identity.resolve import resolve
from orchestration.identity.scoring.train import train
from orchestration.identity.values import regions
from orchestration.quoting import literal
from orchestration.settings import Settings

# Not a day on which anything happens: households of a file without dates have no history.
AS_OF = date(2000, 1, 1)
LabelledFileError = record_file.RecordFileError
Measures = dict[str, int | float | None]


@dataclass(frozen=True)
class LabelledFile:
    """`columns`: field (one of `record_file.FIELDS`) → the file's column. Others name columns."""

    path: Path
    record_id: str
    truth: str
    department: str | None
    household_truth: str | None
    columns: dict[str, str]


def evaluate_file(
    given: LabelledFile,
    settings: Settings,
    *,
    out: Path | None = None,
    precision: float = 0.5,
    progress: Callable[[str], None] | None = None,
) -> Measures:
    """Standardise, train, link, cluster, number and house the records, then measure.

    `precision` is the probability by the model from which a pair may link, above 0 and below 1.

    Raises LabelledFileError when the file cannot be used, ModelError when it is too small.
    """
    say = progress or (lambda _: None)
    if out is not None and out.suffix.lower() not in (".csv", ".parquet"):
        raise LabelledFileError(f"{out} is neither .csv nor .parquet.")
    if not 0 < precision < 1:
        raise LabelledFileError("--precision lies between 0 and 1, such as 0.99.")
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="customer360-") as folder,
        at_rest.connect(
            Path(folder) / "labelled.duckdb",
            config={
                "memory_limit": settings.memory_limit,
                "threads": settings.threads,
                "temp_directory": str(Path(folder) / "spill"),
            },
        ) as connection,
    ):
        connection.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
        labels = (given.truth, given.household_truth)
        count = record_file.read(
            connection, given.path, given.record_id, given.department, given.columns, labels
        )
        say(f"{count:,} records")
        region = regions.region(connection, record_file.RECORDS)
        model = train(connection, record_file.RECORDS, region=region, progress=say)
        model = model.linking_from(precision)
        resolve(
            connection, AS_OF, say, records=record_file.RECORDS, references=None, model=model,
            region=region, single_sources=model.single_sources, keep_work=True,
        )  # fmt: skip
        _decided(connection)
        seconds = time.perf_counter() - started
        measures = _measures(connection, given.household_truth is not None)
        if out is not None:
            _write(connection, given, out)
    return measures | {"seconds": round(seconds, 2), "peak_mb": round(_peak_mb(), 1)}


def _decided(connection: duckdb.DuckDBPyConnection) -> None:
    """`foreign_file.decided`: record_id, customer_id, household_id.

    A record belongs to the household of its own address, else to the one its customer lives in.
    """
    connection.execute(queries.text(__file__, "decided.sql"))


def _measures(connection: duckdb.DuckDBPyConnection, with_households: bool) -> Measures:
    found = "select record_id as member, customer_id as grp from foreign_file.decided"
    truth = "select record_id as member, {0} as grp from foreign_file.labels where {0} is not null"
    people = evaluate(connection, found, truth.format("truth"))
    measures: Measures = {
        "records": people.records,
        "people": people.people,
        "pair_precision": people.pair_precision,
        "pair_recall": people.pair_recall,
        "pair_f1": people.pair_f1,
        "bcubed_f1": people.bcubed_f1,
        "mixed_share": people.mixed_share,
        "household_precision": None,
        "household_recall": None,
        "household_exact": None,
    }
    if with_households:
        homes = evaluate(
            connection,
            "select record_id as member, coalesce(household_id, customer_id) as grp "
            "from foreign_file.decided",
            truth.format("household_truth"),
        )
        measures["household_precision"] = homes.pair_precision
        measures["household_recall"] = homes.pair_recall
        measures["household_exact"] = homes.exact_share
    return measures


def _write(connection: duckdb.DuckDBPyConnection, given: LabelledFile, out: Path) -> None:
    columns = ["l.id as record"]
    columns += ["l.department"] if given.department else []
    columns += ["d.customer_id as customer", "d.household_id as household"]
    kind = "format parquet" if out.suffix.lower() == ".parquet" else "format csv, header true"
    try:
        connection.execute(
            f"copy (select {', '.join(columns)} from foreign_file.labels as l "
            f"inner join foreign_file.decided as d on l.record_id = d.record_id "
            f"order by l.record_id) to {literal(out)} ({kind})"
        )
    except duckdb.IOException as error:
        raise LabelledFileError(f"{out} cannot be written: {error}") from error


def _peak_mb() -> float:
    """The most memory this process ever held, in MB (Linux counts kB, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
