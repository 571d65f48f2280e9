"""What landing and cleansing found, counted: the fix ledger, and files unlike their contracts."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from orchestration import at_rest, queries
from orchestration.commands.shared import UsageError, console, given_settings, published_build
from orchestration.terminal import escaped

_FIXES = """
    select department, rule, status, count(*) as records, any_value(owner) as owner
    from marts.quality_issues group by all order by status, rule, department
"""
_DRIFT = """
    select department || '/' || "table" as extract, file_name, status, drift
    from marts.extract_receipts where drift is not null and superseded_by is null
    order by all
"""
_UNKNOWN = queries.text(__file__, "unknown_words.sql")


def quality(
    drift: Annotated[
        bool, typer.Option("--drift", help="List the files that differ from their contracts.")
    ] = False,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="List the words that no rule knows, and what to add.")
    ] = False,
) -> None:
    """Count what cleansing fixed, left open or accepted, by department and rule.

    Every value as the department wrote it is in quality_issues, column before. What is held for
    an unknown word counts again once its line is in the policy and the run has been repeated.
    """
    if drift and unknown:
        raise UsageError("Give --drift or --unknown: one of the two.")
    query, nothing = _FIXES, "Cleansing found nothing."
    if drift:
        query, nothing = _DRIFT, "Every file is as its contract says."
    if unknown:
        query, nothing = _UNKNOWN, "Every word is known."
    build = published_build(given_settings())
    with at_rest.connect(build.database, read_only=True) as connection:
        found = connection.execute(query)
        table = Table(*(column[0] for column in found.description or ()))
        rows = found.fetchall()
    for row in rows:
        table.add_row(*(f"{one:,}" if isinstance(one, int) else escaped(one or "") for one in row))
    console.print(table if rows else nothing)
