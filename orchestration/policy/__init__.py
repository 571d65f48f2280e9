"""Versions of the lifecycle policy: what they say, and who would stand where under another.

No rule is written here: history is told again by the same dbt models. Publishing stays out: these
are questions asked of a finished build.
"""

from orchestration.policy.changes import Change, Difference, Moved, Tally
from orchestration.policy.restate import NotComparableError, difference
from orchestration.policy.versions import UnknownVersionError, Version, known, named

__all__ = [
    "Change",
    "Difference",
    "Moved",
    "NotComparableError",
    "Tally",
    "UnknownVersionError",
    "Version",
    "difference",
    "known",
    "named",
]
