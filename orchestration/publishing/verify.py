"""May this candidate be published? The verdict on it answers, and the suites, not the ledger."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from orchestration import gates, queries
from orchestration.publishing import content, verdict
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import MANIFEST, VERDICT
from orchestration.publishing.snapshot import DATABASE, PARQUET, sha256
from orchestration.publishing.verdict import Verdict
from orchestration.settings import DBT_PACKAGE, Settings

GATE_RESULTS = "gate_results"
_NOT_JUDGED = {VERDICT, MANIFEST, "seen", "withdrawn"}
_SAID = {
    "incomplete": "Gates whose result is not what their suite declares",
    "failed": "Gates that failed",
    "altered": "Gates whose severities are not their suite's",
}


def marts(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Every table and view of schema `marts` of the private build, in order."""
    ((database,),) = connection.execute("select current_database()").fetchall()
    return content.marts_of(connection, str(database))


def verify_gates(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    required: Collection[str],
    *,
    expectations: tuple[Path, ...] | None = None,
    dbt_package: Path = DBT_PACKAGE,
) -> None:
    """Let a run pass whose required gates, and every mart's, have complete results that hold.

    Which expectations there are, and which are critical, is read from the suites. Raises
    PublishError naming the gates that are missing, incomplete, altered or failed; also when no
    gate is required or there is no mart.
    """
    published = [mart for mart in marts(connection) if mart != GATE_RESULTS]
    if not required or not published:
        raise PublishError("Nothing was published: there is no required gate or no mart.")
    results = {result.suite: result for result in gates.results_of(connection, run_id)}
    wanted = {*required, *(f"marts.{mart}" for mart in published)}
    missing = sorted(wanted - set(results))
    unknown = {f"marts.{mart}" for mart in published if f"marts.{mart}" not in required}
    problems: dict[str, list[str]] = {
        "Gates without a result in this run": missing,
        "Of these, tables nobody required": sorted(set(missing) & unknown),
    }
    for suite, result in sorted(results.items()):
        declared = gates.severities(suite, expectations, dbt_package)
        if found := gates.problem(result, declared):
            problems.setdefault(_SAID[found], []).append(suite)
    _refuse(problems)


def verify_verdict(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    said: Verdict,
    required: Collection[str],
    *,
    expectations: tuple[Path, ...] | None = None,
) -> None:
    """Let a verdict pass that is of these suites and contracts, and of the marts as they are.

    Raises PublishError naming what is another since: suites, contracts, results, or marts that
    were rebuilt, dropped, added, or required and never sealed.
    """
    ((database,),) = connection.execute("select current_database()").fetchall()
    now = {
        mart: content.of(connection, str(database), mart)
        for mart in marts(connection)
        if mart != GATE_RESULTS
    }
    judged = {mart: one.content for mart, one in said.marts.items() if mart != GATE_RESULTS}
    ledger = {one.suite: one for one in gates.results_of(connection, said.run_id)}
    demanded = {asset for asset in required if asset.startswith("marts.")}
    _refuse(
        {
            "Required, but not in the sealed snapshot": sorted(
                demanded - {f"marts.{mart}" for mart in judged}
            ),
            "Marts rebuilt after their gate": [
                f"marts.{mart}"
                for mart in sorted(judged.keys() | now.keys())
                if judged.get(mart) != now.get(mart)
            ],
            "Results that are not those of the verdict": sorted(
                one.suite
                for one in said.results
                if one.suite not in ledger or _found(one) != _found(ledger[one.suite])
            ),
            "Changed since the verdict": [
                what
                for what, then, today in (
                    ("the suites", said.suites, gates.digest(expectations)),
                    ("the contracts", said.contracts, verdict.contracts(settings)),
                )
                if then != today
            ],
        }
    )


def verify_files(said: Verdict, folder: Path) -> None:
    """Let a folder pass that holds the very files of a verdict, and none that nobody knows.

    A log beside the database would be replayed by whoever opens it. Raises PublishError naming
    the files that differ.
    """
    wanted = {Path(DATABASE): said.database_sha256} | {
        Path(PARQUET, f"{mart}.parquet"): one.parquet_sha256 for mart, one in said.marts.items()
    }
    wanted |= {Path(path): digest for path, digest in said.roles.items()}
    there = {
        path.relative_to(folder)
        for path in folder.rglob("*")
        if not path.is_dir() and str(path.relative_to(folder)) not in _NOT_JUDGED
    }
    _refuse(
        {
            "Files that are not those of the verdict": sorted(
                str(path)
                for path in wanted.keys() | there
                if path not in there
                or path not in wanted
                or (folder / path).is_symlink()
                or sha256(folder / path) != wanted[path]
            )
        }
    )


def write_gate_results(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Write the mart `gate_results`: one row per suite and expectation of this build.

    Its gates run after dbt, so no dbt model can hold them. Earlier builds' results are in those
    builds, and in the ledger.
    """
    connection.execute(
        queries.text(__file__, "gate_results.sql"),
        [run_id],
    )


def _found(result: gates.GateResult) -> list[tuple[str, bool, int, int]]:
    return sorted(
        (one.expectation, one.passed, one.unexpected, one.evaluated) for one in result.expectations
    )


def _refuse(problems: dict[str, list[str]]) -> None:
    told = [f"{what}: {', '.join(suites)}." for what, suites in problems.items() if suites]
    if told:
        raise PublishError("Nothing was published. " + " ".join(told))
