"""Which files lie in the extracts folder: names and times only, nothing is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from orchestration.company.departments import Extract
from orchestration.landing.bounds import shown
from orchestration.landing.totals import Totals
from orchestration.settings import Settings

DAY = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])(?![0-9])")


@dataclass(frozen=True)
class Delivery:
    """One file as it was delivered; `size` in bytes, `modified_at` in UTC.

    `control` is the state of the control file beside it, `totals` what that says, once read.
    """

    extract: Extract
    path: Path
    size: int
    modified_at: datetime
    control: str = ""
    totals: Totals | None = None

    def __str__(self) -> str:
        """Differs whenever the file does, as far as name, size and time can tell."""
        beside = f", {shown(self.control)}" if self.control else ""
        stands = f"{self.size} bytes, {self.modified_at.isoformat()}{beside}"
        return f"{shown(str(self.path))} ({stands})"

    @property
    def name(self) -> str:
        """The file's name as receipts hold it, whatever bytes it is made of."""
        return shown(self.path.name)

    @property
    def named_on(self) -> date | None:
        """The last day that the file's name names, if any: the last day it covers."""
        return named_day(self.path.name)

    @property
    def delivered_on(self) -> date:
        return self.named_on or self.modified_at.date()


def named_day(name: str) -> date | None:
    """The last day written in a file name, as 2026-10-31, 2026_10_31, 2026.10.31 or 20261031."""
    days = []
    for year, month, day in DAY.findall(name):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days[-1] if days else None


def deliveries(extract: Extract, settings: Settings) -> list[Delivery]:
    """The files of one extract, oldest by the day in their names first."""
    found = [
        look(extract, path)
        for path in _files(settings.extracts / extract.department)
        if is_of(path.name, extract)
    ]
    return sorted(found, key=by_day)


def is_of(name: str, extract: Extract) -> bool:
    """Whether a name is that of a file of this extract, and not of one that says it is whole."""
    return fnmatchcase(name, extract.pattern) and not is_control(name, extract)


def is_control(name: str, extract: Extract) -> bool:
    """Whether a name is that of a control file of this extract."""
    control = extract.control
    return (
        control is not None
        and bool(control.file)
        and fnmatchcase(name, control.beside(extract.pattern))
    )


def by_day(delivery: Delivery) -> tuple[date, str]:
    """The order files are landed in: by the last day in their names, then by name."""
    return delivery.named_on or date.min, delivery.path.name


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [p for p in folder.iterdir() if not p.name.startswith(".") and not p.is_dir()]


def look(extract: Extract, path: Path) -> Delivery:
    """What the file system says of one file, broken links included."""
    found = path.lstat() if not path.exists() else path.stat()
    modified = datetime.fromtimestamp(found.st_mtime_ns // 1000 / 1e6, UTC).replace(tzinfo=None)
    return Delivery(extract, path, found.st_size, modified)
