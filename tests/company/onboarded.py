"""A folder of files, and what onboarding makes of it, for every test of onboarding."""

from __future__ import annotations

from pathlib import Path

from orchestration.company.contract import Extract
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


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
