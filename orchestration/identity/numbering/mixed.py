"""Families run together, told by given names that contradict each other."""

from __future__ import annotations

from orchestration import queries


def query(table: str, customer: str) -> str:
    """SQL that makes `table`: each of `common`'s customers of several records, and `is_mixed`.

    Reads `common` (record_id and the column `customer`) and the payloads of `identity_work`.

    Initials say nothing; forms of one name, and slips, are no contradiction.
    """
    return queries.filled(__file__, "mixed_names.sql", table=table, customer=customer)
