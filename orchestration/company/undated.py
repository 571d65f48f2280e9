"""Rows of feeds that may lack a date of their own: landing remembers when each was first seen.

A no without a date still is one, and so are a closed case, an ended contract and a death. Where a
contract declares such a feed and its date may be missing, landing keeps the changes of the column
that says what is so, and the feed's `seen_at` is the delivery that first showed it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.company import feeds
from orchestration.company.contract import Extract
from orchestration.company.mapped import FeedRows, FeedValue

SEEN_AT = "seen_at"


@dataclass(frozen=True)
class Undated:
    """What of a feed may lack a date: the column that tells when it was first seen, the dates that
    go before it, and the columns that tell what was said, the best first.
    """

    seen_at: str
    dated_by: tuple[str, ...]
    said_by: tuple[str, ...]


# Of the columns of people each may change alone.
_FLAGS = ("deceased", "account_type", "email_status", "phone_status", "address_status")
_UNDATED = {
    "answers": (Undated(SEEN_AT, ("responded_at",), ("response_id", "score")),),
    "cases": (Undated(SEEN_AT, ("opened_at", "closed_at"), ("status", "case_id")),),
    "claims": (Undated(SEEN_AT, ("opened_at", "closed_at"), ("status", "claim_id")),),
    "consents": (Undated(SEEN_AT, ("answered_at",), ("answer", "record_id", "consent_id")),),
    "contracts": (Undated(SEEN_AT, ("cancelled_on", "paused_on"), ("status",)),),
    "decisions": (Undated(SEEN_AT, ("decided_at",), ("decision", "decision_id")),),
    "delivery_events": (Undated(SEEN_AT, ("occurred_at",), ("status", "scan_number")),),
    "message_reactions": (
        Undated(SEEN_AT, ("occurred_at",), ("kind", "record_id", "reaction_id")),
    ),
    "people": tuple(Undated(f"{name}_{SEEN_AT}", ("status_since",), (name,)) for name in _FLAGS),
    "refunds": (Undated(SEEN_AT, ("refunded_at",), ("refund_id", "order_number", "refund")),),
}


# What has no date in its feed at all, and which a later delivery may write over.
_OVERWRITTEN = {"purchases": ("status",)}


def remembered(extract: Extract) -> Extract:
    """The extract, `keep_changes` said of every column by which rows without a date are dated, or
    whose value on an earlier day must still be known."""
    names = {name for rows in extract.feeds for name in tracked(extract, rows).values()}
    names |= {name for rows in extract.feeds for name in standing(extract, rows).values()}
    if not names:
        return extract
    columns = tuple(
        replace(column, keep_changes=True) if column.name in names else column
        for column in extract.columns
    )
    return replace(extract, columns=columns)


def tracked(extract: Extract, rows: FeedRows) -> dict[str, str]:
    """Columns of the feed that tell a first sight, with the table's own column that it is of.

    None is asked for where no date can be missing, or the department tells the sight itself.
    """
    given = dict(rows.values)
    names = {column.name for column in extract.columns}
    required = {column.name for column in extract.columns if column.required}
    found = {}
    for undated in _UNDATED.get(rows.feed, ()):
        is_always_dated = all(_own(given.get(name)) in required for name in undated.dated_by)
        if undated.seen_at in given or is_always_dated:
            continue
        said_by = (_own(given.get(name)) for name in undated.said_by)
        own = next((name for name in said_by if name in names), "")
        if own:
            found[undated.seen_at] = own
    return found


def standing(extract: Extract, rows: FeedRows) -> dict[str, str]:
    """Columns of the feed whose word is that of the last delivery by the day, with the table's own.

    A status is asked on an earlier day for what it said then, not for what came later. Only words
    that rules know and that stand in the table as they are; of a personal value landing keeps none.
    """
    texts = {
        column.name
        for column in extract.columns
        if column.data_type == "varchar" and not column.pii
    }
    remembered_anyway = {*tracked(extract, rows).values()}
    overwritten = _OVERWRITTEN.get(rows.feed, ())
    found = {}
    for name, value in rows.values:
        own = _own(value)
        is_told_by_rules = feeds.columns(rows.feed)[name].words not in (None, "own")
        is_asked = name in overwritten or (is_told_by_rules and own in remembered_anyway)
        if own in texts and is_asked:
            found[name] = own
    return found


def _own(value: FeedValue | None) -> str:
    """The column of the table itself that a value is, or nothing."""
    is_own = value is not None and not value.total and len(value.path) == 1
    return value.path[0] if value is not None and is_own else ""
