"""What would become of the newest file of an extract, told from its first rows; nothing is kept."""

from __future__ import annotations

import gzip
import json
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration import at_rest
from orchestration.company import paths
from orchestration.company.departments import Extract, departments
from orchestration.landing import (
    archive,
    content,
    csv_files,
    ledger,
    spool,
    unknown_words,
    unmatched,
    xlsx_files,
)
from orchestration.landing.archive import Archived
from orchestration.landing.delivery import deliveries
from orchestration.landing.receipts import QuarantineError
from orchestration.landing.spool import Text
from orchestration.quoting import globbed, literal
from orchestration.settings import Settings
from orchestration.tabular import layout, xlsx_sheet

FIRST = 512 << 10
LARGEST = 8 << 20
ROWS = 2_000


@dataclass(frozen=True)
class Finding:
    """What was found out about the newest file; `is_refused`: nothing of it would land."""

    words: str
    is_refused: bool
    # Where the contract says what this is about; 0 where it is about the file.
    line: int = 0


def rehearse(extract: Extract, settings: Settings) -> list[Finding]:
    """Read the first rows of an extract's newest file by its contract; nothing found is well.

    Writes nowhere but to a temporary folder. Files that cannot be read in part are read whole up to
    8 MB; buckets and databases are not asked.
    """
    if extract.origin.source != "folder":
        return [Finding(f"{extract.origin.source} is not asked before a run.", False)]
    files = deliveries(extract, settings)
    if not files:
        reason = unmatched.reason(extract, settings)
        nothing = f"No file matches {extract.pattern}{extract.says('extract')} yet."
        return [Finding(reason or nothing, unmatched.nearest(extract, settings) is not None)]
    path = files[-1].path
    with tempfile.TemporaryDirectory(prefix="customer360-") as scratch:
        try:
            part, first = _first_rows(extract, path, Path(scratch))
            found = _read(first, part, path.name, settings, Path(scratch))
            return found + (_without_footer(extract, path) if part == path else [])
        except QuarantineError as error:
            return [Finding(f"{path.name} would be quarantined: {error}", True)]
        except (OSError, EOFError, zlib.error) as error:
            return [Finding(f"{path.name} cannot be read ({type(error).__name__}).", True)]


def _read(
    extract: Extract, part: Path | None, name: str, settings: Settings, scratch: Path
) -> list[Finding]:
    if part is None:
        return [Finding(f"{name} is too large to try before a run.", False)]
    archived = archive.keep(part, scratch / "archive")
    house = replace(settings, build=scratch / "build", archive=scratch / "archive")
    with at_rest.connect(config={"memory_limit": "512MB", "threads": 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(ledger.TABLES)
        held = content.read(connection, extract, Archived(archived.sha256, archived.size,
                                                          archived.stored), house)  # fmt: skip
        unknown = list(unknown_words.notes(connection, extract, settings.company))
    findings = []
    if held.records and not held.loaded:
        return [Finding(f"{name}: no record would load: {held.worst}", True)]
    if held.rejected:
        findings.append(
            Finding(
                f"{name}: of its first {held.records:,} records {held.rejected:,} would be "
                f"rejected, mostly: {held.worst}",
                False,
            )
        )
    findings += [Finding(f"{name}: {note}", False) for note in held.notes]
    findings += [Finding(said, False, line) for line, said in unknown]
    return findings + _without_event_time(extract)


def _without_footer(extract: Extract, path: Path) -> list[Finding]:
    """Rows at the end that look like totals or notes, where the contract names no footer."""
    if extract.shape.footer or extract.format not in ("csv", "xlsx"):
        return []
    rows = _rows(extract, path)
    header = max(extract.shape.header_rows, default=0) or next(
        (number for number, cells in rows if any(map(layout.plain, cells))), 0
    )
    below = [row for row in rows if row[0] > header]
    if not (found := layout.footer(below, [cells for _, cells in below])):
        return []
    is_known = found.words and all(map(layout.is_total, found.words))
    what = json.dumps(list(found.words), ensure_ascii=False) if is_known else (
        "[what they begin with]" if found.words else found.rows
    )  # fmt: skip
    return [
        Finding(
            f"{path.name}: what stands from row {found.start:,} on looks like no record; "
            f"footer: {what} would leave it out.",
            False,
            extract.lines.get("", 0),
        )
    ]


def _rows(extract: Extract, path: Path) -> Sequence[layout.Row]:
    """Every row of a small file that was read already; none where it was packed."""
    if extract.format == "xlsx":
        with at_rest.connect() as connection:
            sheet = xlsx_sheet.first_sheet(path)
            return xlsx_files.first_rows(connection, path, sheet, xlsx_sheet.MOST_ROWS)
    if extract.compression or spool.encoding_of(path, extract).startswith(("utf-16", "utf-32")):
        return ()
    text = Text(path, False, ())
    return csv_files.first_rows(text, extract.delimiter, FIRST)


def _without_event_time(extract: Extract) -> list[Finding]:
    """What the run may take for not yet known: times of a table that moves no day."""
    if extract.event_time:
        return []
    read = paths.readers(extract, departments())
    times = [c for c in extract.columns if c.data_type == "timestamp" and c.name in read]
    return [
        Finding(
            f"{column.name} is {read[column.name]}, and the table names no event_time: what is "
            "later than every other table's has not happened yet. Say "
            f"event_time: {column.name}, if it is never a plan.",
            False,
            column.line,
        )
        for column in times[:1]
    ]


def _first_rows(extract: Extract, path: Path, scratch: Path) -> tuple[Path | None, Extract]:
    """A file with the first rows, None where it would take too long; and how it is to be read."""
    if extract.format == "parquet":
        return _first_of_parquet(path, scratch), extract
    is_small = path.stat().st_size <= LARGEST
    if extract.format in ("xlsx", "json"):
        return (path if is_small else None), extract
    if path.stat().st_size <= FIRST:
        return path, extract
    is_packed = extract.compression == "gzip"
    with gzip.open(path) if is_packed else path.open("rb") as read:
        head = read.read(FIRST)
    if b"\0" in head:  # not one byte a letter, so there is no line to cut at
        return (path if is_small else None), extract
    if len(head) == FIRST:
        end = head.rfind(b"\n")
        while end > 0 and head.count(b'"', 0, end) % 2 and extract.format == "csv":
            end = head.rfind(b"\n", 0, end)
        if end <= 0:
            return (path if is_small else None), extract
        head = head[: end + 1]
    part = scratch / "first"
    part.write_bytes(head)
    shape = replace(extract.shape, footer=None)
    return part, replace(extract, compression=None, control=None, shape=shape)


def _first_of_parquet(path: Path, scratch: Path) -> Path:
    part = scratch / "first.parquet"
    try:
        duckdb.execute(
            f"copy (select * from read_parquet({literal(globbed(path))}) limit {ROWS}) "
            f"to {literal(str(part))} (format parquet)"
        )
    except duckdb.Error:
        return path  # and the reader says what is wrong with it
    return part
