"""What landing and cleansing found, counted: the fix ledger, and files unlike their contracts."""

from __future__ import annotations

from typing import Annotated

import duckdb
import typer
from rich.table import Table

from orchestration.commands.shared import console, given_settings, published_build
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


def quality(
    drift: Annotated[
        bool, typer.Option("--drift", help="List the files that differ from their contracts.")
    ] = False,
) -> None:
    """Count what cleansing fixed, left open or accepted, by department and rule.

    Every value as the department wrote it is in quality_issues, column before.
    """
    build = published_build(given_settings())
    with duckdb.connect(str(build.database), read_only=True) as connection:
        found = connection.execute(_DRIFT if drift else _FIXES)
        table = Table(*(column[0] for column in found.description or ()))
        rows = found.fetchall()
    for row in rows:
        table.add_row(*(f"{one:,}" if isinstance(one, int) else escaped(one or "") for one in row))
    nothing = "Every file is as its contract says." if drift else "Cleansing found nothing."
    console.print(table if rows else nothing)
