"""Records whose time is over: taken from archive and warehouse each night, by `retention.csv`.

A table gives to several feeds; its records are kept as long as the feed that needs them longest,
and for good where one of them has no limit or the table has no time of its own. What went is
written down, and told after the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from orchestration import journal
from orchestration.company import rules
from orchestration.company.departments import Extract, sound_extracts
from orchestration.landing import archive, ledger
from orchestration.landing.archive import Archived
from orchestration.landing.commit import commit_rebuild
from orchestration.landing.receipts import QuarantineError, Receipt
from orchestration.privacy import columns, fates, redacting
from orchestration.privacy.matching import ERASED, Plan, read
from orchestration.quoting import quoted
from orchestration.settings import Settings

RULE = "retention"
NAME = "retention"


@dataclass(frozen=True)
class Limit:
    """How long the records of a table are kept: until `before` nothing stays of them.

    `keep_days` is None where no limit is set; `why` says by which feed.
    """

    table: str
    keep_days: int | None
    then: str
    why: str

    def before(self, day: date) -> date | None:
        """Records of a time before this day are over on `day`."""
        return None if self.keep_days is None else day - timedelta(self.keep_days)


@dataclass(frozen=True)
class Retained:
    """What became of the records of one table on one day."""

    table: str
    before: date
    files: int
    deleted: int
    emptied: int


def limits(settings: Settings, day: date) -> tuple[Limit, ...]:
    """The limit of every table, by the rules in force on a day.

    Raises fates.FateError for a number of days that is none.
    """
    ruled = {row["feed"]: row for row in rules.in_force(RULE, day)}
    given = fates.by_table(settings)
    return tuple(
        _limit(extract, [ruled[f] for f in given[extract.name].feeds if f in ruled])
        for extract in sound_extracts()
        if extract.name in given
    )


def _limit(extract: Extract, found: list[dict[str, str]]) -> Limit:
    if not extract.event_time:
        return Limit(extract.name, None, "delete", "Its records have no time of their own.")
    for row in found:
        if row["keep_days"] and not row["keep_days"].isdigit():
            raise fates.FateError(
                f"retention.csv: {row['feed']}: {row['keep_days']!r} is no number of days."
            )
    endless = [row["feed"] for row in found if not row["keep_days"]]
    if endless or not found:
        return Limit(extract.name, None, "delete", f"No limit is set for {', '.join(endless)}.")
    longest = max(found, key=lambda row: int(row["keep_days"]))
    then = "anonymise" if any(row["action"] == "anonymise" for row in found) else "delete"
    return Limit(
        extract.name, int(longest["keep_days"]), then, f"{longest['feed']}: {longest['reason']}"
    )


def apply(
    connection: duckdb.DuckDBPyConnection, settings: Settings, day: date
) -> tuple[Retained, ...]:
    """Take what is over on `day` from archive and raw tables; write down and return what went."""
    done = []
    by_name = {extract.name: extract for extract in sound_extracts()}
    for limit in limits(settings, day):
        before = limit.before(day)
        if before is None:
            continue
        extract = by_name[limit.table]
        due = overdue(connection, extract, before)
        if not due:
            continue
        one = _take(settings, extract, due, limit, before)
        if one.deleted or one.emptied:
            commit_rebuild(connection, extract, settings, ledger.receipts(connection, extract))
            done.append(one)
    journal.of(settings, NAME).append(
        [
            {
                "event": "retained",
                "on": day.isoformat(),
                "table": one.table,
                "before": one.before.isoformat(),
                "files": one.files,
                "deleted": one.deleted,
                "emptied": one.emptied,
            }
            for one in done
        ]
    )
    return tuple(done)


def count(connection: duckdb.DuckDBPyConnection, extract: Extract, before: date) -> int:
    """How many records of the raw table are of a time before a day."""
    [(found,)] = connection.execute(
        f"select count(*) from {ledger.raw_table(extract)} where {_time(extract)} < ?", [before]
    ).fetchall()
    return int(found)


def overdue(
    connection: duckdb.DuckDBPyConnection, extract: Extract, before: date
) -> tuple[Receipt, ...]:
    """The files that hold records of a time before a day, or may hold them: old and superseded."""
    table = ledger.raw_table(extract)
    old = {
        file_id
        for (file_id,) in connection.execute(
            f"select distinct _file_id from {table} where {_time(extract)} < ?", [before]
        ).fetchall()
    }
    standing = {
        file_id
        for (file_id,) in connection.execute(f"select distinct _file_id from {table}").fetchall()
    }
    return tuple(
        receipt
        for receipt in ledger.receipts(connection, extract)
        if receipt.is_accepted
        and (
            receipt.file_id in old
            or (receipt.file_id not in standing and receipt.delivered_on < before)
        )
    )


def _time(extract: Extract) -> str:
    return f"cast({quoted(extract.event_time or '')} as date)"


def _take(
    settings: Settings, extract: Extract, due: Iterable[Receipt], limit: Limit, before: date
) -> Retained:
    files = deleted = emptied = 0
    with redacting.bench(settings) as bench:
        for receipt in due:
            path = archive.standing(receipt.sha256, settings.archive)
            archived = Archived(receipt.sha256, receipt.size, path)
            try:
                plan = _plan(bench, extract, archived, limit, before)
            except QuarantineError:
                continue
            if plan:
                redacting.succeed(bench, extract, archived, plan)
                files += 1
                deleted += len(plan.gone)
                emptied += len(plan.wiped)
    return Retained(extract.name, before, files, deleted, emptied)


def _plan(
    bench: redacting.Bench, extract: Extract, archived: Archived, limit: Limit, before: date
) -> Plan:
    """Every record of a time before `before` goes, or loses its person."""
    with redacting.staged(bench, extract, archived) as found:
        read(bench.connection, extract, found)
        ids = columns.ids(extract)
        hashed = ", ".join(
            f"keyed('retained|{one.namespace}|' || compared_id(r.{quoted(one.column)}))"
            for one in ids
        )
        rows = bench.connection.execute(
            f"select _row, [{hashed or 'null'}] from privacy_read as r "
            f"where try_cast(left(r.{quoted(extract.event_time or '')}, 10) as date) < ? "
            + _still_there(extract, limit),
            [before],
        ).fetchall()
    plan = Plan()
    for row, held in rows:
        if limit.then == "delete":
            plan.gone.add(row)
            continue
        plan.wiped.add(row)
        plan.edits[row] = {
            column.name: ERASED if extract.requires(column) else None
            for column in columns.personal(extract)
        } | {
            one.column: f"X{value[:20].upper()}"
            for one, value in zip(ids, held, strict=False)
            if value is not None
        }
    return plan


def _still_there(extract: Extract, limit: Limit) -> str:
    """SQL that leaves out records which lost their person before."""
    if limit.then == "delete":
        return ""
    ids = [one.column for one in columns.ids(extract)]
    if not ids:
        return ""
    return f"and not regexp_full_match(r.{quoted(ids[0])}, 'X[0-9A-F]{{20}}')"


def told(settings: Settings, build_day: date | None) -> str | None:
    """What retention took on a day, in a sentence; None where it took nothing."""
    if build_day is None:
        return None
    events = [
        event
        for event in journal.of(settings, NAME).events()
        if event["on"] == build_day.isoformat()
    ]
    if not events:
        return None
    deleted, emptied = (sum(event[name] for event in events) for name in ("deleted", "emptied"))
    tables = len({event["table"] for event in events})
    return f"{deleted:,} records deleted and {emptied:,} left without a person, in {tables} tables"
