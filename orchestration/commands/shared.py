"""What every command needs: the console, the settings, and one kind of error."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import settings
from orchestration.company import departments, profile
from orchestration.settings import Settings
from orchestration.terminal import Terminal

if TYPE_CHECKING:
    from orchestration.publishing import Published

console = Terminal()


class UsageError(Exception):
    """What the user asked for cannot be done; the message says why. Exit status 2."""


def given_settings() -> Settings:
    """The settings of the environment; a bad one is a UsageError."""
    try:
        return settings.from_environment()
    except ValueError as error:
        raise UsageError(str(error)) from error


def companys_day() -> date:
    """Today by the company's clocks; a profile that cannot be read is a UsageError."""
    try:
        return profile.read(given_settings().company).today()
    except profile.ProfileError as error:
        raise UsageError(str(error)) from error


def given_day(text: str | None) -> date | None:
    """A day as the user wrote it, or None where nothing was written."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a day. Write it as YYYY-MM-DD.") from error


def given_extract(name: str | None) -> departments.Extract | None:
    """An extract by its name, `store/orders` or `raw_store.orders`; None where none was named."""
    if not name:
        return None
    wanted = name.removeprefix("raw_").replace("/", ".")
    for extract in departments.extracts():
        if f"{extract.department}.{extract.table}" == wanted:
            return extract
    raise UsageError(f"No contract names {name!r}. Write it as department/table: store/orders.")


def check_target(path: Path, *endings: str) -> None:
    """A UsageError unless `path` ends in one of `endings` and its folder is there."""
    if path.suffix.lower() not in endings:
        known = " or ".join(endings) if len(endings) < 3 else f"one of {', '.join(endings)}"
        raise UsageError(f"{path} must end in {known}.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.")


def built_settings() -> Settings:
    """The settings, once a run has left a warehouse behind."""
    found = given_settings()
    if not found.warehouse.exists():
        raise UsageError(f"There is no warehouse at {found.build} yet. Start with: customer360 run")
    return found


def published_build(settings: Settings) -> Published:
    """What readers see, once a run has published."""
    from orchestration import publishing

    try:
        build = publishing.readable(settings)
    except publishing.PublishError as error:
        raise UsageError(str(error)) from error
    if build is None:
        raise UsageError("Nothing has been published yet. Start with: customer360 run")
    return build
