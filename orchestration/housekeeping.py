"""What past runs have left of themselves, and how much of it stays.

Dagster keeps the events of every run for good, dbt a folder of logs and artifacts for every call,
and gates one of results for every run. The ledger of gates, published builds and journals are not
meant: they have rules of their own. What cannot be deleted waits for the next run.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import dagster as dg

from orchestration.settings import Settings

# A month of nights to look back on, and the artifacts of the last two to look into.
RUNS, CALLS = 40, 6
_RUN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CALL = re.compile(r"dbt_[a-z_]+-[0-9a-f]{7}-[0-9a-f]{7}")


def tidy(settings: Settings, instance: dg.DagsterInstance) -> tuple[int, int, int]:
    """Delete what is older than the newest runs, calls and pages; return how many of each went.

    A run that has not ended stays, unless so many have begun since that it must have been killed.
    """
    old = instance.get_runs()[RUNS:]
    for run in old:
        instance.delete_run(run.run_id)
        shutil.rmtree(settings.dagster_home / "storage" / run.run_id, ignore_errors=True)
        # Dagster deletes the events and leaves the file that held them.
        for path in (settings.dagster_home / "history" / "runs").glob(f"{run.run_id}.db*"):
            path.unlink(missing_ok=True)
    calls = sorted(filter(_is_call, settings.dbt_target.glob("dbt_*")), key=_age, reverse=True)
    for folder in calls[CALLS:]:
        shutil.rmtree(folder, ignore_errors=True)
    pages = sorted(filter(_is_run, (settings.build / "gates").glob("*")), key=_age, reverse=True)
    for folder in pages[RUNS:]:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old), len(calls[CALLS:]), len(pages[RUNS:])


def _is_run(path: Path) -> bool:
    return bool(_RUN.fullmatch(path.name)) and path.is_dir() and not path.is_symlink()


def _is_call(path: Path) -> bool:
    return bool(_CALL.fullmatch(path.name)) and path.is_dir() and not path.is_symlink()


def _age(path: Path) -> float:
    return path.stat().st_mtime
