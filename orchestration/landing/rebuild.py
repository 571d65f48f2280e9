"""A raw table made anew from the archive: for corrections, changed contracts and replays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import archive, content, ledger, modes, reuse
from orchestration.landing.receipts import Drift, QuarantineError, Receipt
from orchestration.landing.staged import Staged
from orchestration.settings import Settings

REBUILT = "landing_rebuilt"


@dataclass(frozen=True)
class Rebuilt:
    """A raw table waiting in `landing_rebuilt`, and the receipts of its files as they read now."""

    shadows: Counter[str]
    receipts: dict[str, Receipt]
    drift: dict[str, tuple[Drift, ...]]


def rebuild(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    receipts: Sequence[Receipt],
    standing: Sequence[str],
) -> Rebuilt:
    """Read the standing files again, lowest rank first, into a temporary table.

    Files whose receipt changes, because their contract has, leave their rejects in
    `landing_kept`. Raises QuarantineError when one of them no longer loads at all.
    """
    columns = ", ".join(f'"{name}" {kind}' for name, kind in ledger.raw_columns(extract))
    connection.execute(f"create or replace temp table {REBUILT} ({columns})")
    by_id = {receipt.file_id: receipt for receipt in receipts}
    shadows: Counter[str] = Counter()
    changed: dict[str, Receipt] = {}
    drift: dict[str, tuple[Drift, ...]] = {}
    for file_id in standing:
        old = by_id[file_id]
        try:
            archived = archive.fetch(old.sha256, settings.archive)
            held = content.read(
                connection, extract, archived, settings, _refusing(connection, extract, old)
            )
        except (OSError, ValueError, QuarantineError) as error:
            raise QuarantineError(f"{old.file_name} has to be read again, but: {error}") from error
        now = replace(held.fill(old), superseded_by=old.superseded_by)
        if not now.is_accepted:
            raise QuarantineError(f"{old.file_name} would not load any more: {now.reason}")
        if now != old:
            changed[file_id] = now
            drift[file_id] = held.drift
            ledger.keep_rejects(connection, file_id)
        shadows += modes.insert(connection, extract, f"temp.{REBUILT}", now, ())
    return Rebuilt(shadows, changed, drift)


def _refusing(
    connection: duckdb.DuckDBPyConnection, extract: Extract, receipt: Receipt
) -> Callable[[Staged], None]:
    """What refuses keys of other records; the rows there come from files below this one."""

    def refuse(staged: Staged) -> None:
        target = f"temp.{REBUILT}"
        reuse.refuse(connection, extract, staged, target, None, receipt.file_name)

    return refuse
