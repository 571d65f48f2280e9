"""Files that their sender says are whole: they wait for what says so, and are held to it.

What a control file said is kept in a journal under the content it was said of, so that a build that
is made again from the archive refuses what was refused, without the control files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration import journal
from orchestration.company.departments import Extract
from orchestration.landing import bounds, bucket, totals
from orchestration.landing.archive import Archived
from orchestration.landing.bounds import shown
from orchestration.landing.delivery import Delivery
from orchestration.landing.receipts import QuarantineError, Receipt
from orchestration.landing.totals import Totals
from orchestration.settings import Settings

NAME = "controls"
# Copies of a folder arrive in any order, and clocks differ; older than this is of another file.
DOUBT = timedelta(seconds=60)
Key = tuple[str, str]
_read: dict[tuple[str, journal.Position], dict[tuple[str, str], dict[Key, Totals]]] = {}


@dataclass(frozen=True)
class Beside:
    """Where the control files of one extract lie."""

    extract: Extract
    settings: Settings
    _objects: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)

    @classmethod
    def of(cls, extract: Extract, settings: Settings) -> Beside | None:
        """None where the contract asks for none. Raises SourceError for an unreadable bucket."""
        if extract.control is None or not extract.control.file:
            return None
        is_bucket = extract.origin.source == "s3"
        return cls(extract, settings, bucket.beside(extract) if is_bucket else {})

    def seen(self, delivery: Delivery) -> tuple[Delivery, str]:
        """The delivery with its control file's state, and why it waits if there is none."""
        assert self.extract.control
        name = self.extract.control.beside(delivery.path.name)
        found = self._look(name, delivery)
        if found is None:
            return delivery, f"its control file {shown(name)} is not there."
        size, modified_at = found
        state = f"{name} {size} {modified_at.isoformat()}"
        return replace(delivery, control=state), ""

    def told(self, delivery: Delivery) -> tuple[Delivery, str]:
        """The delivery with what its control file says, or why it waits for another one."""
        assert self.extract.control
        name = self.extract.control.beside(delivery.path.name)
        found = self._look(name, delivery)
        if found is None:
            return self.seen(delivery)
        if found[0] > totals.LARGEST:
            return delivery, f"{shown(name)} is too large to be its control file."
        try:
            content = self._content(name, delivery)
        except OSError as error:
            return delivery, f"its control file {shown(name)} cannot be opened: {error.strerror}."
        said = totals.read(content, delivery.path.name, self.extract.control, shown(name))
        if said is None:
            return delivery, f"{shown(name)} does not speak of it yet."
        is_older = found[1] + DOUBT < delivery.modified_at
        if is_older and not self._agrees(said, delivery):
            return delivery, f"{shown(name)} is older than the file, and speaks of an earlier one."
        return replace(delivery, totals=said), ""

    def _look(self, name: str, delivery: Delivery) -> tuple[int, datetime] | None:
        if self.extract.origin.source == "s3":
            return self._objects.get(name)
        path = delivery.path.parent / name
        if not path.is_file() or self._leads_out(path):
            return None
        about = path.stat()
        modified = datetime.fromtimestamp(about.st_mtime_ns // 1000 / 1e6, UTC)
        return about.st_size, modified.replace(tzinfo=None)

    def _leads_out(self, path: Path) -> bool:
        return not self.settings.follow_links and bounds.leads_out(path, path.parent)

    def _content(self, name: str, delivery: Delivery) -> bytes:
        if self.extract.origin.source == "s3":
            return bucket.read(self.extract, name, totals.LARGEST)
        return (delivery.path.parent / name).read_bytes()

    def _agrees(self, said: Totals, delivery: Delivery) -> bool:
        """Whether a checksum says that it is of this file, however old it is."""
        if not said.sums or self.extract.origin.source == "s3":
            return False
        try:
            return not _differing(said, delivery.path)
        except OSError:
            return False


def write_down(extract: Extract, settings: Settings, about: Receipt, said: Totals) -> bool:
    """Journal what was said of a delivery's content, if it is new; whether other was known.

    Raises OSError when the disk is full.
    """
    known = _journaled(settings)
    key = about.file_name, about.sha256
    before = known.get((extract.department, extract.table), {}).get(key)
    if before == said:
        return False
    of = {"department": extract.department, "table_name": extract.table}
    of |= {"file_name": about.file_name, "sha256": about.sha256}
    written = journal.of(settings, NAME)
    end = written.append([{"event": "control"} | of | said.as_event()])
    known.setdefault((extract.department, extract.table), {})[key] = said
    _read.clear()
    _read[str(written.path), end] = known
    return before is not None


def expected(extract: Extract, settings: Settings, about: Receipt) -> Totals | None:
    """What was said of a delivery's content last; None where the contract does not ask."""
    if extract.control is None or not extract.control.file:
        return None
    of = _journaled(settings).get((extract.department, extract.table), {})
    return of.get((about.file_name, about.sha256))


def refuse(extract: Extract, said: Totals | None, archived: Archived) -> None:
    """Raises QuarantineError for content that is not what its control file says, as far as bytes.

    A file that gave way to its redacted successor was held to it before.
    """
    if said is None or extract.control is None or archived.is_successor:
        return
    where = extract.says("control")
    if missing := said.missing(extract.control):
        raise QuarantineError(f"{said.said_by} does not say its {' and '.join(missing)}{where}.")
    if said.unclear:
        raise QuarantineError(f"{said.said_by} gives two values of {said.unclear}{where}.")
    if said.size is not None and said.size != archived.size:
        raise QuarantineError(
            f"{said.said_by} says {said.size:,} bytes, the file has {archived.size:,}{where}."
        )
    if kind := _differing(said, archived.path):
        raise QuarantineError(
            f"{said.said_by} says another {kind} than the file has{where}: it was cut off, "
            "changed, or is another file."
        )


def refuse_rows(extract: Extract, said_by: str, said: int | None, rows: int) -> None:
    """Raises QuarantineError where a file has not as many rows as was said; a header is none."""
    if said is None or extract.control is None:
        return
    wanted = said - extract.control.counts_header
    if wanted == rows:
        return
    hint = "; counts_header: true, if it counts the header" if said == rows + 1 else ""
    raise QuarantineError(
        f"{said_by} says {said:,} rows, the file has {rows:,}{extract.says('control')}{hint}."
    )


def _differing(said: Totals, path: Path) -> str:
    """The kind of checksum that is another one; empty where all agree. Raises OSError."""
    for kind, value in said.sums.items():
        with path.open("rb") as read:
            if hashlib.file_digest(read, kind).hexdigest() != value:
                return kind
    return ""


def _journaled(settings: Settings) -> dict[tuple[str, str], dict[Key, Totals]]:
    """By extract, name and content; the journal is read once while it is the same."""
    written = journal.of(settings, NAME)
    state = str(written.path), written.end()
    if state not in _read:
        found: dict[tuple[str, str], dict[Key, Totals]] = {}
        for event in written.events():
            of = event["department"], event["table_name"]
            key = event["file_name"], event["sha256"]
            found.setdefault(of, {})[key] = totals.of_event(event)
        _read.clear()
        _read[state] = found
    return _read[state]
