"""Lineage: which departments' columns each published column is computed from.

Read from the SQL that ran, so that it cannot be out of date. What stays out: which rows a value
came from (the crosswalk and an export of a person tell that), and what merely filters or joins.
"""

from orchestration.lineage.columns import Column, LineageError, Part, Query
from orchestration.lineage.published import write
from orchestration.lineage.whole import Lineage, NothingBuiltError, of_build

__all__ = [
    "Column",
    "Lineage",
    "LineageError",
    "NothingBuiltError",
    "Part",
    "Query",
    "of_build",
    "write",
]
