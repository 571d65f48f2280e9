"""A folder of files, and what onboarding makes of it, for every test of onboarding."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.company.contract import Extract
from orchestration.company.expressions import alias
from orchestration.onboarding import department as onboarding
from orchestration.settings import Settings


def onboard(folder: Path, settings: Settings) -> dict[str, Extract]:
    done = onboarding.onboard(folder, settings)
    assert done.department.mistakes == ()
    assert [finding.words for _, finding in done.findings if not finding.line] == []
    assert not settings.archive.exists()
    return {extract.table: extract for extract in done.department.extracts}


def given(table: Extract) -> dict[str, dict[str, str]]:
    """What a table gives to each feed: its column, or the constant, by the feed's column."""
    return {
        rows.feed: {name: value.constant or ".".join(value.path) for name, value in rows.values}
        for rows in table.feeds
    }


def value(table: Extract, column: str, **fields: str | None) -> object:
    """What a column's expression makes of a record."""
    [one] = [c for c in table.columns if c.name == column]
    assert one.reading.expression is not None
    given = ", ".join(
        f'cast(? as varchar) as "{alias(name)}"' for name in one.reading.expression.fields
    )
    asked = [fields[name] for name in one.reading.expression.fields]
    sql = f"select try({one.reading.expression.sql}) from (select {given})"
    [found] = duckdb.execute(sql, asked).fetchall()
    return found[0]


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
