"""One file of the archive: searched for erased people, and redacted where it holds one.

Called for every file before it is read, so that what is delivered again, under whatever name and
with whatever ids, is redacted before anything is written down of it.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import at_rest, sealed
from orchestration.company.departments import Extract
from orchestration.landing import archive, documents, mapping, redactions, spool
from orchestration.landing import content as landing_content
from orchestration.landing.archive import Archived
from orchestration.landing.receipts import QuarantineError
from orchestration.landing.staged import Staged, clear
from orchestration.privacy import fates, keys, matching, tombstones
from orchestration.privacy.matching import Plan
from orchestration.privacy.mentions import Mentions, Redact
from orchestration.privacy.rewriting import parquet, text_files, workbooks
from orchestration.privacy.rewriting.places import fields
from orchestration.settings import Settings
from orchestration.tabular import xlsx_sheet

UNREAD = "unread"


@dataclass(frozen=True)
class Bench:
    """What files are searched with: a database of its own, tombstones in it, and their hashes."""

    connection: duckdb.DuckDBPyConnection
    mentions: Mentions
    folder: Path
    upto: int
    settings: Settings


@contextmanager
def bench(settings: Settings, more: tuple[tombstones.Tombstone, ...] = ()) -> Iterator[Bench]:
    """A bench over every tombstone, and `more` that are not written down (for a preview)."""
    secret = keys.key(settings)
    folder = sealed.scratch(settings.build / "redacting")
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        with at_rest.connect(
            config={
                "memory_limit": settings.memory_limit,
                "threads": settings.threads,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": str(place / "spill"),
            }
        ) as connection:
            connection.execute("set TimeZone = 'UTC'")
            keys.add_macros(connection, secret)
            known = tombstones.load(connection, settings, more)
            mentions = Mentions(secret, known)
            yield Bench(connection, mentions, place, tombstones.count(settings), settings)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def clean(extract: Extract, archived: Archived, settings: Settings) -> Archived:
    """The archived file to read in place of a delivery: itself, or its redacted successor."""
    upto = tombstones.count(settings)
    if not upto or is_searched(archived.sha256, extract.name, settings, upto):
        return archived
    with bench(settings) as one:
        return redact(one, extract, archived)


def is_searched(sha256: str, table: str, settings: Settings, upto: int) -> bool:
    """Whether a file was searched for every tombstone up to this one."""
    known = redactions.known(settings.archive).searched
    return known.get((redactions.original_of(sha256, settings.archive), table), 0) >= upto


def redact(one: Bench, extract: Extract, archived: Archived) -> Archived:
    """Redact one file where it holds an erased person; says in the journal that it was searched.

    Raises OSError when the disk is full; the file is as it was then.
    """
    try:
        plan = planned(one, extract, archived)
        return succeed(one, extract, archived, plan)
    except QuarantineError:
        return redact_unread(one, archived, extract.name)


def succeed(one: Bench, extract: Extract, archived: Archived, plan: Plan) -> Archived:
    """Carry out a plan: the file's successor, or itself where the plan changes nothing."""
    archive_folder = one.settings.archive
    about: redactions.About = {"table": extract.name, "upto": one.upto}
    draft = one.folder / "successor"
    try:
        refused = _write(one, extract, archived, plan, draft)
        if not draft.exists():
            redactions.append(
                archive_folder, {"event": "searched", "original": archived.sha256, **about}
            )
            return archived
        return archive.succeed(
            draft,
            archived,
            archive_folder,
            **about,
            deleted=len(plan.gone) + len(refused),
            removed=_places(archived, archive_folder, plan.gone | refused)
            if text_files.moves_up(extract)
            else [],
            emptied=len(plan.wiped),
            edited=plan.edited,
            kept=plan.kept,
        )
    finally:
        draft.unlink(missing_ok=True)
        archived.let_go()


def planned(one: Bench, extract: Extract, archived: Archived) -> Plan:
    """What would change in one file. Raises QuarantineError where it cannot be read."""
    with staged(one, extract, archived) as found:
        fate = fates.of(one.settings, extract.name)
        return matching.plan(one.connection, extract, found, fate, one.mentions)


@contextmanager
def staged(one: Bench, extract: Extract, archived: Archived) -> Iterator[Staged]:
    """One file as its reader stages it, with a source for every column of the contract.

    Raises QuarantineError where it cannot be read.
    """
    clear(one.connection)
    try:
        with landing_content.quarantined():
            yield _staged(one, extract, archived)
    finally:
        _tidy(one, archived)


def _staged(one: Bench, extract: Extract, archived: Archived) -> Staged:
    seen = mapping.fields(extract)
    if extract.format in landing_content.BINARY:
        read = landing_content.BINARY[extract.format]
        return mapping.columns(extract, read(one.connection, seen, archived))
    text = spool.as_text(archived, extract, one.folder)
    if documents.is_document(extract):
        text = documents.split(text, extract, one.folder / f"{archived.sha256}{documents.SUFFIX}")
    staged = landing_content.TEXTUAL[extract.format](one.connection, seen, text)
    return mapping.columns(extract, staged)


def _places(archived: Archived, archive_folder: Path, gone: Iterable[int]) -> list[int]:
    """Records that go, by their places in what was delivered: some may have gone before them."""
    before = redactions.known(archive_folder).removed.get(archived.sha256, ())
    return redactions.as_delivered(gone, before)


def _write(
    one: Bench, extract: Extract, archived: Archived, plan: Plan, draft: Path
) -> frozenset[int]:
    """Write the successor to `draft` where anything changes; returns unreadable records gone."""
    redact_text: Redact = one.mentions.redacted
    changed = fields(extract, plan)
    refused: frozenset[int] = frozenset()
    if extract.format == "parquet":
        if plan:
            parquet.rewrite(one.connection, archived, changed, plan, draft)
    elif extract.format == "xlsx":
        made = workbooks.rewrite(one.connection, archived, changed, plan, redact_text)
        if plan or unreadable(archived.path, redact_text) is not None:
            draft.write_bytes(made)
    else:
        try:
            made, refused = text_files.rewrite(
                archived, extract, changed, plan, redact_text, one.folder
            )
        finally:
            _tidy(one, archived)
        if plan or refused:
            draft.write_bytes(made)
    return refused


def _tidy(one: Bench, archived: Archived) -> None:
    for suffix in (*spool.SUFFIXES, documents.SUFFIX):
        (one.folder / f"{archived.sha256}{suffix}").unlink(missing_ok=True)
    archived.let_go()


def unreadable(path: Path, redact_text: Redact) -> bytes | None:
    """What stays of a file that no contract reads, where it names an erased person; else None.

    Of text, the lines that name nobody; of anything else, nothing.
    """
    raw = path.read_bytes()
    texts = list(texts_in(raw))
    if all(redact_text(text) is None for text in texts):
        return None
    if (len(texts) == 1 and texts[0].isprintable()) or b"\0" not in raw[:4096]:
        lines = raw.decode("utf-8", "surrogateescape").splitlines(keepends=True)
        kept = "".join(line for line in lines if redact_text(line) is None)
        return kept.encode("utf-8", "surrogateescape")
    return b""


def texts_in(raw: bytes, depth: int = 0) -> Iterator[str]:
    """Everything in some bytes that can be read as text: unpacked, and in its encoding."""
    if raw[:2] == b"\x1f\x8b" and depth < 3:
        try:
            yield from texts_in(gzip.decompress(raw), depth + 1)
            return
        except (OSError, EOFError, zlib.error):
            pass
    if raw[:4] == b"PK\x03\x04" and depth < 3:
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                for name in book.namelist():
                    yield from texts_in(book.read(name), depth + 1)
            return
        except xlsx_sheet.UNSOUND:
            pass
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield raw.decode("utf-16", "replace")
    elif raw[1:200:2].count(0) > 60:
        yield raw.decode("utf-16-le", "replace")
    else:
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError:
            yield raw.decode("cp1252", "replace")


def redact_unread(one: Bench, archived: Archived, table: str = UNREAD) -> Archived:
    """Redact a file that no contract reads; see `unreadable`."""
    about: redactions.About = {"table": table, "upto": one.upto}
    held = unreadable(archived.path, one.mentions.redacted)
    archived.let_go()
    if held is None:
        redactions.append(
            one.settings.archive, {"event": "searched", "original": archived.sha256, **about}
        )
        return archived
    draft = one.folder / "successor"
    draft.write_bytes(held)
    try:
        return archive.succeed(
            draft, archived, one.settings.archive, **about, deleted=0, emptied=0, edited=1, kept=0
        )
    finally:
        draft.unlink(missing_ok=True)
        archived.let_go()
