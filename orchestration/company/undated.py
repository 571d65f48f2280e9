"""Rows of feeds that may lack a date of their own: landing remembers when each was first seen.

A no without a date still is one, and so are a closed case, an ended contract and a death. Where a
contract declares such a feed and its date may be missing, landing keeps the changes of the column
that says what is so, and the feed's `seen_at` is the delivery that first showed it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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


def remembered(extract: Extract) -> Extract:
    """The extract, `keep_changes` said of every column by which rows without a date are dated."""
    names = {name for rows in extract.feeds for name in tracked(extract, rows).values()}
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


def _own(value: FeedValue | None) -> str:
    """The column of the table itself that a value is, or nothing."""
    is_own = value is not None and not value.total and len(value.path) == 1
    return value.path[0] if value is not None and is_own else ""
