"""Load modes: which accepted files make up a raw table, and how a new one joins them.

A raw table is a pure function of the files accepted for it. Files rank by (day in the name, name,
hash); of several versions under one name the one delivered last stands. `snapshot` keeps the rows
of the top file alone; `append` and `upsert` keep, for every key, the row of the highest file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import reuse
from orchestration.landing.delivery import named_day
from orchestration.landing.ledger import raw_columns
from orchestration.landing.receipts import DUPLICATE, LOADED, QuarantineError, Receipt
from orchestration.landing.staged import TYPED
from orchestration.quoting import quoted

AGAIN = "An earlier version of this file, sent again; the correction stands."


@dataclass(frozen=True)
class Plan:
    """How a raw table gets from the files it holds to the files it must hold."""

    standing: tuple[str, ...]
    leaving: tuple[str, ...]
    is_rebuild: bool


def counts(receipt: Receipt) -> bool:
    """True for a receipt that says something about what the raw table must hold.

    Content sent again under its own name says nothing, even after a correction of it.
    """
    again = receipt.status == DUPLICATE and receipt.reason == AGAIN
    return (receipt.is_accepted or receipt.status == DUPLICATE) and not again


def current(receipts: Sequence[Receipt]) -> dict[str, Receipt]:
    """The version of every file name that stands: the one delivered last."""
    versions: dict[str, Receipt] = {}
    for receipt in sorted(receipts, key=lambda r: (r.modified_at, r.sequence)):
        if counts(receipt):
            versions[receipt.file_name] = receipt
    return versions


def standing(extract: Extract, receipts: Sequence[Receipt]) -> tuple[str, ...]:
    """File ids whose rows belong in the raw table, lowest rank first."""
    ranks: dict[str, tuple[date, str, str]] = {}
    for name, receipt in current(receipts).items():
        content = receipt.duplicate_of or receipt.file_id
        rank = (named_day(name) or date.min, name, receipt.sha256)
        ranks[content] = max(rank, ranks.get(content, rank))
    ordered = tuple(sorted(ranks, key=lambda content: ranks[content]))
    return ordered[-1:] if extract.load == "snapshot" else ordered


def below(extract: Extract, known: Sequence[Receipt], new: Receipt) -> tuple[str, ...]:
    """File ids that stand and rank below a file that is still to be read."""
    others = [other for other in known if other.file_id != new.file_id]
    ordered = standing(replace(extract, load="append"), [*others, replace(new, status=LOADED)])
    return ordered[: ordered.index(new.file_id)] if new.file_id in ordered else ordered


def plan(
    extract: Extract, before: Sequence[Receipt], after: Sequence[Receipt], new: str | None
) -> Plan:
    """Compare what stood with what shall stand; `new` is the file whose rows are at hand."""
    old, now = standing(extract, before), standing(extract, after)
    leaving = tuple(sorted(set(old) - set(now)))
    shadows = {receipt.file_id: receipt.shadows for receipt in before}
    is_rebuild = bool(set(now) - set(old) - {new}) or any(shadows.get(f) for f in leaving)
    # What a file's records kept out as another's may be somebody's now.
    is_rebuild = is_rebuild or (bool(leaving) and reuse.is_told_apart(extract))
    if extract.load != "snapshot":
        is_rebuild = is_rebuild or [f for f in old if f in now] != [f for f in now if f in old]
    return Plan(now, leaving, is_rebuild)


def superseded(extract: Extract, receipts: Sequence[Receipt]) -> list[Receipt]:
    """The receipts with `superseded_by` naming the file that took each one's place, if any.

    That is the version that stands under the same name, or for a snapshot the next higher file.
    """
    newest = current(receipts)
    chain: dict[str, str] = {}
    if extract.load == "snapshot":
        ranked = standing(replace(extract, load="append"), receipts)
        chain = dict(pairwise(ranked))
    marked = []
    for receipt in receipts:
        by = None
        if version := newest.get(receipt.file_name) if counts(receipt) else None:
            by = chain.get(receipt.duplicate_of or receipt.file_id)
            by = version.file_id if version.file_id != receipt.file_id else by
        is_marked = receipt.superseded_by == by
        marked.append(receipt if is_marked else replace(receipt, superseded_by=by))
    return marked


def insert(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    target: str,
    receipt: Receipt,
    above: Sequence[str],
) -> Counter[str]:
    """Insert `landing_typed`, the records of `receipt`, into `target`.

    Files `above` outrank this one: their rows stay, those of all others give way. Returns how
    many rows each file keeps out from now on, by file id. Raises QuarantineError when rows were
    lost on the way.
    """
    key = ", ".join(quoted(name) for name in extract.key)
    columns = ", ".join(quoted(name) for name, _ in raw_columns(extract)[:-3])
    held = connection.execute(
        f"select _file_id, count(*) from {target} "
        f"semi join temp.{TYPED} using ({key}) group by _file_id"
    ).fetchall()
    shadows = Counter({holder: count for holder, count in held if holder in above})
    kept_out = shadows.total()
    given: dict[str, object] = {"above": list(above)}
    if beaten := sum(count for holder, count in held if holder not in above):
        connection.execute(
            f"delete from {target} where ({key}) in (select ({key}) from temp.{TYPED}) "
            "and not list_contains(cast($above as varchar[]), _file_id)",
            given,
        )
    free = ""
    if kept_out:
        over = (
            f"select {key} from {target} where list_contains(cast($above as varchar[]), _file_id)"
        )
        free = f"anti join ({over}) using ({key}) order by _row"
    inserted = connection.execute(
        f"insert into {target} ({columns}, _file_id, _row, _loaded_at) "
        f"select {columns}, $file_id, _row, cast($at as timestamp) from temp.{TYPED} {free}",
        {"file_id": receipt.file_id, "at": receipt.landed_at} | (given if kept_out else {}),
    ).fetchall()[0][0]
    if inserted + kept_out != receipt.loaded:
        raise QuarantineError(f"{receipt.loaded} records were read, but {inserted} arrived.")
    return shadows + Counter({receipt.file_id: beaten})
