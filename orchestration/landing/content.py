"""From archived bytes to typed records: the readers by format, behind one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration import private, sealed
from orchestration.company.departments import Extract
from orchestration.landing import (
    continuing,
    controls,
    csv_files,
    documents,
    guard,
    jsonl_files,
    mapping,
    missing,
    parquet_files,
    probe,
    redactions,
    spool,
    typed,
    xlsx_files,
)
from orchestration.landing.archive import Archived
from orchestration.landing.receipts import (
    LOADED,
    PARTLY_LOADED,
    QUARANTINED,
    Drift,
    QuarantineError,
    Receipt,
)
from orchestration.landing.spool import Text
from orchestration.landing.staged import REJECTS, TEXT, TYPED, Staged, clear
from orchestration.settings import Settings

TEXTUAL: dict[str, Callable[[duckdb.DuckDBPyConnection, Extract, Text], Staged]] = {
    "csv": csv_files.stage,
    "jsonl": jsonl_files.stage,
    "json": jsonl_files.stage,
}
BINARY: dict[str, Callable[[duckdb.DuckDBPyConnection, Extract, Archived], Staged]] = {
    "parquet": parquet_files.stage,
    "xlsx": xlsx_files.stage,
}
# These say that the disk or the warehouse failed, whatever the file is. Any other error of a reader
# is of the file it was reading: what nobody planned for is refused, and the night goes on.
FAULTS_OF_THE_MACHINE = (
    OSError,
    duckdb.IOException,
    duckdb.ConnectionException,
    *probe.DEATHS,
)
# DuckDB's memory is bounded by a setting, so a file that asks for more asks for too much.
_TOO_LARGE = (MemoryError, duckdb.OutOfMemoryException)


@dataclass(frozen=True)
class Content:
    """What one file holds, in records; the records themselves wait in `landing_typed`."""

    records: int
    loaded: int
    rejected: int
    suppressed: int
    nulled: int
    drift: tuple[Drift, ...]
    worst: str | None
    notes: tuple[str, ...] = ()
    # As the file has them, before several became one record.
    rows: int = 0

    def fill(self, blank: Receipt) -> Receipt:
        """The receipt of this content: its counts, its fate and why."""
        said = []
        status = LOADED
        if not self.records:
            said.append("A header and no record.")
        if self.rejected:
            status = PARTLY_LOADED if self.loaded + self.suppressed else QUARANTINED
            said.append(f"{self.rejected} of {self.records} records rejected, mostly: {self.worst}")
        if self.nulled:
            said.append(f"{self.nulled} values did not fit their type and are null.")
        if self.suppressed:
            said.append(f"{self.suppressed} records left out: erased people, or past their time.")
        said.extend(self.notes)
        reason = " ".join(said) or None
        fated = blank.refused(reason) if status == QUARANTINED else blank.identified()
        return replace(
            fated,
            status=status,
            reason=reason,
            records_in=self.records,
            loaded=self.loaded,
            rejected=self.rejected,
            suppressed=self.suppressed,
        )


def read(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    archived: Archived,
    settings: Settings,
    refuse: Callable[[Staged], None] | None = None,
) -> Content:
    """Read one archived file into `landing_typed` and `landing_rejects`.

    Erased people in it are redacted first; `refuse` may reject further records, once they are
    typed. Raises QuarantineError when it cannot be read, or when not every record is accounted for.
    """
    with quarantined(settings.memory_limit):
        if guarded := guard.standing(settings):
            archived = guarded.clean(extract, archived, settings)
        with probe.noted(extract, archived, settings):
            folder = sealed.scratch(settings.build / "spool")
            held = parse(connection, extract, archived, folder, refuse)
    gone = redactions.known(settings.archive).deleted.get(archived.sha256, 0)
    return replace(held, records=held.records + gone, suppressed=gone, rows=held.rows + gone)


def parse(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    archived: Archived,
    folder: Path,
    refuse: Callable[[Staged], None] | None = None,
) -> Content:
    """Read one archived file as `read` does; text that has to be rewritten waits in `folder`."""
    private.folder(folder)
    clear(connection)
    try:
        staged = _stage(connection, extract, archived, folder)
        advised = typed.build(connection, extract, staged)
        if refuse:
            refuse(staged)
    finally:
        for suffix in (*spool.SUFFIXES, documents.SUFFIX):
            (folder / f"{archived.sha256}{suffix}").unlink(missing_ok=True)
        archived.let_go()
    notes = (*staged.notes, *advised, *missing.notes(connection, extract, staged))
    staged = replace(staged, notes=notes)
    held = _counted(connection, staged)
    connection.execute(f"drop table temp.{TEXT}")
    return held


@contextmanager
def quarantined(memory_limit: str = "") -> Iterator[None]:
    """Turn what a reader raises about a file into a QuarantineError; the machine's faults pass.

    `memory_limit` is DuckDB's, for the reason of a file that needs more.
    """
    try:
        yield
    except (QuarantineError, guard.UnguardedError, *FAULTS_OF_THE_MACHINE):
        raise
    except _TOO_LARGE as error:
        setting = f": CUSTOMER360_MEMORY_LIMIT is {memory_limit}" if memory_limit else ""
        raise QuarantineError(
            f"Reading the file needs more memory than a run may take{setting}."
        ) from error
    except Exception as error:
        raise QuarantineError(f"The file cannot be read ({type(error).__name__}).") from error


def _stage(
    connection: duckdb.DuckDBPyConnection, extract: Extract, archived: Archived, folder: Path
) -> Staged:
    fields = mapping.fields(extract)
    if extract.format in BINARY:
        staged = BINARY[extract.format](connection, fields, archived)
    else:
        text = spool.as_text(archived, extract, folder)
        if documents.is_document(extract):
            text = documents.split(text, extract, folder / f"{archived.sha256}{documents.SUFFIX}")
        staged = replace(TEXTUAL[extract.format](connection, fields, text), trailer=text.rows)
    staged = replace(staged, rows=staged.records)
    controls.refuse_rows(extract, "The trailer", staged.trailer, staged.rows)
    return continuing.whole(connection, extract, mapping.columns(extract, staged))


def _counted(connection: duckdb.DuckDBPyConnection, staged: Staged) -> Content:
    [(loaded, rejected, nulled, worst)] = connection.execute(
        f"select (select count(*) from temp.{TYPED}), "
        "count(distinct row) filter (where kind = 'record'), "
        "count(*) filter (where kind = 'value' and reason <> ?), "
        f"mode(reason order by reason) filter (where kind = 'record') from {REJECTS}",
        [continuing.DIFFERS],
    ).fetchall()
    if staged.records != loaded + rejected:
        raise QuarantineError(
            f"{staged.records} records in the file, but {loaded} loaded and {rejected} rejected."
        )
    return Content(
        staged.records, loaded, rejected, 0, nulled, staged.drift, worst, staged.notes, staged.rows
    )
