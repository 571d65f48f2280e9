"""The numbers of a date as it was written, and the shape they make."""

from __future__ import annotations

import duckdb

from orchestration import queries

# The heads of the months' names: English, and where they differ, German, French, Italian, Spanish.
MONTHS = (
    "jan|gen|ene", "feb|fev", "mar", "apr|avr|abr", "may|mai|mag", "jun|juin|giu", "jul|juil|lug",
    "aug|aou|ago", "sep|set", "oct|okt|ott", "nov", "dec|dez|dic",
)  # fmt: skip
PIVOT = 25  # two-digit years up to here belong to this century


def parts(connection: duckdb.DuckDBPyConnection) -> None:
    """`identity_work.date_parts`: the numbers of each distinct text and the shape they make."""
    named = "x"
    for number, month in enumerate(MONTHS, 1):
        named = f"regexp_replace({named}, '({month})[a-z]*', ' {number} ')"
    connection.execute(queries.filled(__file__, "date_parts.sql", named=named, pivot=PIVOT))
