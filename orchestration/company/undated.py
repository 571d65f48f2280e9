"""Rows of feeds that may lack a date of their own: landing remembers when each was first seen.

A no without a date still is one. Where a contract declares a feed of answers or reactions and its
date may be missing, landing keeps the changes of the column that says what was answered, and the
feed's `seen_at` is the delivery that first showed it.
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.company.contract import Extract
from orchestration.company.mapped import FeedRows, FeedValue

SEEN_AT = "seen_at"
# feed -> its date, and the columns of it that tell what was said, the best first.
_UNDATED = {
    "consents": ("answered_at", ("answer", "record_id", "consent_id")),
    "message_reactions": ("occurred_at", ("kind", "record_id", "reaction_id")),
}


def remembered(extract: Extract) -> Extract:
    """The extract, `keep_changes` said of every column by which rows without a date are dated."""
    names = {tracked(extract, rows) for rows in extract.feeds} - {""}
    if not names:
        return extract
    columns = tuple(
        replace(column, keep_changes=True) if column.name in names else column
        for column in extract.columns
    )
    return replace(extract, columns=columns)


def tracked(extract: Extract, rows: FeedRows) -> str:
    """The column of the table whose first sight dates rows of a feed; empty where none is asked."""
    dated_by, said_by = _UNDATED.get(rows.feed, ("", ()))
    given = dict(rows.values)
    if not dated_by or SEEN_AT in given:
        return ""
    required = {column.name for column in extract.columns if column.required}
    if _own(given.get(dated_by)) in required:
        return ""
    names = {column.name for column in extract.columns}
    return next((own for name in said_by if (own := _own(given.get(name))) in names), "")


def _own(value: FeedValue | None) -> str:
    """The column of the table itself that a value is, or nothing."""
    is_own = value is not None and not value.total and len(value.path) == 1
    return value.path[0] if value is not None and is_own else ""
