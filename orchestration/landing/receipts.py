"""What can become of a delivered file, and the words for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

LOADED = "loaded"
PARTLY_LOADED = "partly_loaded"
QUARANTINED = "quarantined"
DUPLICATE = "duplicate"
ATTACHED = "attached"
MISSING = "missing"
WAITING = "waiting"
ACCEPTED = (LOADED, PARTLY_LOADED)


@dataclass(frozen=True)
class Drift:
    """One difference between a file and its contract, and what was done about it.

    `kind` is added, missing, respelled, renamed, type_changed or encoding_changed.
    """

    kind: str
    column_name: str
    detail: str
    action: str


class QuarantineError(Exception):
    """The file cannot be loaded; the message says why, in words and without personal values."""

    def __init__(self, reason: str, drift: tuple[Drift, ...] = ()) -> None:
        super().__init__(reason)
        self.drift = drift


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one delivered file. Counts are records of the file; `size` is bytes.

    A source that is queried where it lives has one receipt too, `attached`, of the last look. One
    that is `missing` stands for no file: it says aloud that none matches, and is not written down;
    nor is one that is `waiting`: the file is left for the next run.

    records_in = loaded + rejected + suppressed, except for a file that never got as far as being
    counted (quarantined) or that was known already (duplicate): then all four are 0. `shadows`
    counts the rows of other files that this one keeps out of the raw table.
    """

    file_id: str
    department: str
    table_name: str
    file_name: str
    sha256: str
    size: int
    status: str
    reason: str | None
    records_in: int
    loaded: int
    rejected: int
    suppressed: int
    delivered_on: date
    modified_at: datetime
    landed_at: datetime
    run_id: str | None
    sequence: int
    duplicate_of: str | None = None
    superseded_by: str | None = None
    shadows: int = 0

    @property
    def is_accepted(self) -> bool:
        """True when the records of this file belong to the raw table."""
        return self.status in ACCEPTED

    def identified(self, *parts: str) -> Receipt:
        """The same receipt under an id made of its table, its content and `parts`.

        Accepted content has no further parts: it has one id whatever its name, so that raw rows
        do not depend on which of two names came first.
        """
        known = (f"raw_{self.department}.{self.table_name}", self.sha256, *parts)
        file_id = hashlib.sha256("\0".join(known).encode()).hexdigest()[:16]
        return replace(self, file_id=file_id)

    def refused(self, reason: str | None) -> Receipt:
        """The receipt of a file that is quarantined; its id is of content and name."""
        return replace(self.identified(self.file_name), status=QUARANTINED, reason=reason)

    def repeated(self, first: Receipt, reason: str) -> Receipt:
        """The receipt of a file whose content is accepted already."""
        known = self.identified(self.file_name, reason)
        return replace(known, status=DUPLICATE, reason=reason, duplicate_of=first.file_id)
