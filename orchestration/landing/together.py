"""Small files about which there is nothing to say are landed together.

A file that is landed alone costs some thirty statements, whatever it holds. So small CSV files that
are new by name and by content are read into one table and committed in one transaction. Whatever
is out of the ordinary in one of them (a reject, a key that stands for another record, a correction)
lets it be landed alone, so that such things are decided in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration import sealed, warehouse
from orchestration.company.departments import Extract
from orchestration.landing import (
    archive,
    claims,
    controls,
    csv_files,
    guard,
    ledger,
    mapping,
    modes,
    probe,
    redactions,
    reuse,
    spool,
    typed,
    value_changes,
)
from orchestration.landing.archive import Archived
from orchestration.landing.claims import SET
from orchestration.landing.content import quarantined
from orchestration.landing.header import Header
from orchestration.landing.known import Known, indexed
from orchestration.landing.receipts import LOADED, Drift, QuarantineError, Receipt
from orchestration.landing.staged import TEXT, TYPED, Source, Staged, append, clear, extras_as_json
from orchestration.quoting import quoted
from orchestration.settings import Settings

# Of one file, and of all that are read together: bytes, unpacked; files.
SMALL, MOST_BYTES, MOST_FILES = 1 << 16, 16 << 20, 5_000
# Text packs so many times at most, or the file is not known to be small.
PACKED = 20


@dataclass(frozen=True, eq=False)
class Arrived:
    """A delivery in the archive, and its receipt before anything is known of its content.

    `source` is where it was delivered, if it still lies there; a `sequence` of 0 is to be drawn.
    """

    blank: Receipt
    archived: Archived
    source: Path | None = None
    is_mended: bool = False


@dataclass(frozen=True)
class _Read:
    """What a file holds of which every record has as many fields as the header."""

    header: Header
    drift: tuple[Drift, ...]
    records: list[list[str]]


@dataclass(frozen=True)
class _Plain:
    """A delivery and what it holds; `file_id` is that of its content."""

    one: Arrived
    held: _Read
    file_id: str


def is_possible(extract: Extract, settings: Settings) -> bool:
    """Whether files of this extract may be landed together.

    Not where rows continue one another, nor where each file is searched for erased people.
    """
    is_csv = extract.format == "csv" and extract.origin.source == "folder"
    is_continued = extract.shape.fill_down or extract.shape.first_row_of
    is_redacted = guard.standing(settings) or redactions.known(settings.archive).deleted
    return is_csv and not is_continued and not is_redacted


def weight(extract: Extract, size: int) -> int:
    """What a file of `size` bytes counts for, in bytes; above SMALL it is landed alone."""
    return size * PACKED if extract.compression else size


def land(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Known,
    arrived: Sequence[Arrived],
) -> tuple[Known, list[Receipt], list[Arrived]]:
    """Land together what can be; return what is known now, the new receipts, and what is left.

    All of them or none where the order of files says whose a key is. Raises OSError when the
    disk fails.
    """
    written: list[Receipt] = []
    done: set[Arrived] = set()
    least = len(arrived) if reuse.is_told_apart(extract) else 2
    for group in _plain(extract, settings, known, arrived).values():
        tried = _surviving(extract, settings, group)
        if len(tried) < least:
            continue
        hashes = [file.one.archived.sha256 for file in tried]
        with probe.noted_together(extract, hashes, settings):
            known, new, fitting = _land(connection, extract, settings, known, tried, least)
        written += new
        done |= fitting
    return known, written, [one for one in arrived if one not in done]


def try_reading(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    archived: Sequence[Archived],
    folder: Path,
) -> None:
    """Read files as `land` does and forget them: whoever does that in a child sees who dies."""
    groups: dict[str, list[_Read]] = {}
    for one in archived:
        if held := _read(extract, one, folder, {}):
            groups.setdefault(_kind(held), []).append(held)
    for group in groups.values():
        clear(connection)
        typed.cast(connection, extract, _staged(connection, extract, group))


def _plain(
    extract: Extract, settings: Settings, known: Known, arrived: Sequence[Arrived]
) -> dict[str, list[_Plain]]:
    """The files that hold sound records and nothing else, by their headers."""
    groups: dict[str, list[_Plain]] = {}
    headers: dict[tuple[str, ...], Header] = {}
    names = set(known.by_name)
    contents = {*known.by_content, *probe.noted_alone(settings)}
    folder = sealed.scratch(settings.build / "spool")
    for one in arrived:
        is_new = one.blank.file_name not in names and one.archived.sha256 not in contents
        names.add(one.blank.file_name)
        contents.add(one.archived.sha256)
        is_sound = one.archived.is_new or archive.is_sound(one.archived)
        if not is_new or not is_sound or one.is_mended:
            continue
        held = _read(extract, one.archived, folder, headers)
        if held and _is_as_said(extract, settings, one, len(held.records)):
            file = _Plain(one, held, one.blank.identified().file_id)
            groups.setdefault(_kind(held), []).append(file)
    return groups


def _is_as_said(extract: Extract, settings: Settings, one: Arrived, rows: int) -> bool:
    """Whether a file is what its control file says, if it has one."""
    if (said := controls.expected(extract, settings, one.blank)) is None:
        return True
    try:
        controls.refuse(extract, said, one.archived)
        controls.refuse_rows(extract, said.said_by, said.rows, rows)
    except QuarantineError:
        return False
    return True


def _kind(held: _Read) -> str:
    """What files have in common that can be read together."""
    return repr((held.header, held.drift))


def _read(
    extract: Extract, archived: Archived, folder: Path, headers: dict[tuple[str, ...], Header]
) -> _Read | None:
    """The file, if all of it is sound; `headers` are those that were matched before."""
    try:
        with quarantined():
            text = spool.as_text(archived, extract, folder)
            if text.path.stat().st_size > SMALL:
                return None
            table = csv_files.find(text, mapping.fields(extract), headers)
            found = table.found
            records = csv_files.sound_records(
                table.text, extract.delimiter, found.width, table.skip
            )
            if found.nameless:
                empty = (n for n in found.nameless if not any(row[n].strip() for row in records))
                found = found.without(empty, extract)
            controls.refuse_rows(extract, "The trailer", text.rows, len(records))
    except QuarantineError:
        return None
    finally:
        for suffix in spool.SUFFIXES:
            (folder / f"{archived.sha256}{suffix}").unlink(missing_ok=True)
        archived.let_go()
    return _Read(found, text.drift + found.drift, records) if records else None


def _surviving(extract: Extract, settings: Settings, group: list[_Plain]) -> list[_Plain]:
    """The group without what ends a process, where one ended while reading some of it."""
    suspected = probe.suspected(extract, settings)
    suspects = [file for file in group if file.one.archived.sha256 in suspected]
    if not suspects:
        return group
    archived = [file.one.archived for file in suspects]
    deadly = {one.sha256 for one in probe.deadly(extract, archived, settings)}
    return [file for file in group if file.one.archived.sha256 not in deadly]


def _land(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Known,
    group: list[_Plain],
    least: int,
) -> tuple[Known, list[Receipt], set[Arrived]]:
    """Land files of one header in one transaction, those aside of which something is to be said.

    None where fewer than `least` are left.
    """
    clear(connection)
    try:
        with quarantined():
            staged = _staged(connection, extract, [file.held for file in group])
            typed.cast(connection, extract, staged)
            _keep_sets(connection, group)
            _set_aside(connection, extract)
            connection.execute(f"drop table temp.{TEXT}")
            left = {
                file_id
                for (file_id,) in connection.execute(
                    f"select distinct file_id from temp.{SET} semi join temp.{TYPED} using (_row)"
                ).fetchall()
            }
            fitting = [file for file in group if file.file_id in left]
            if len(fitting) < least:
                return known, [], set()
            new = _receipts(known, fitting)
            after = _commit(connection, extract, settings, known, new, staged.drift)
    except QuarantineError:  # whichever it is of, it will be found alone
        return known, [], set()
    return indexed(after), new, {file.one for file in fitting}


def _staged(
    connection: duckdb.DuckDBPyConnection, extract: Extract, group: Sequence[_Read]
) -> Staged:
    found = group[0].header
    names = [f"c{place}" for place in range(found.width)]
    connection.execute(
        f"create or replace temp table {TEXT} "
        f"(_row bigint, {', '.join(f'{name} varchar' for name in names)})"
    )
    records = [record for file in group for record in file.records]
    columns = dict(zip(names, map(list, zip(*records, strict=True)), strict=True))
    append(connection, TEXT, {"_row": range(1, len(records) + 1), **columns})
    staged = Staged(
        relation=f"temp.{TEXT}",
        sources={name: Source(f"c{place}") for name, place in found.positions.items()},
        records=len(records),
        origin=lambda _: (),
        extra=extras_as_json([(name, f"c{place}") for name, place in found.extras]),
        drift=group[0].drift,
    )
    return mapping.columns(extract, staged)


def _keep_sets(connection: duckdb.DuckDBPyConnection, group: list[_Plain]) -> None:
    """Make `landing_set`: of which file a row is, its number there, and when that landed."""
    connection.execute(
        f"create or replace temp table {SET} "
        "(_row bigint, file_id varchar, place bigint, landed_at timestamp)"
    )
    file_ids: list[str] = []
    places: list[int] = []
    moments: list[datetime] = []
    for file in group:
        n = len(file.held.records)
        file_ids += [file.file_id] * n
        places += range(1, n + 1)
        moments += [file.one.blank.landed_at] * n
    rows = range(1, len(places) + 1)
    columns = {"_row": rows, "file_id": file_ids, "place": places, "landed_at": moments}
    append(connection, SET, columns)


def _set_aside(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Take the files out of `landing_typed` of which there is something to say."""
    key = ", ".join(quoted(name) for name in extract.key)
    of_file = f"from temp.{TYPED} inner join temp.{SET} using (_row)"
    told = [
        f"select file_id {of_file} where _failed is not null or _broken is not null",
        f"select file_id {of_file} group by file_id, {key} having count(*) > 1",
    ]
    parameters: list[str] = []
    if extract.load != "snapshot" and reuse.is_told_apart(extract):
        told += [
            f"select file_id {of_file} semi join {ledger.raw_table(extract)} using ({key})",
            f"select unnest(list(file_id)) {of_file} group by {key} having count(*) > 1",
        ]
    if extract.load != "snapshot" and extract.part_of:
        told.append(f"select file_id {of_file} where {reuse.is_part_of_reused(extract)}")
        parameters = [extract.department, extract.part_of]
    connection.execute(
        f"delete from temp.{TYPED} where _row in (select _row from temp.{SET} "
        f"where file_id in ({' union all '.join(told)}))",
        parameters,
    )


def _receipts(known: Known, fitting: list[_Plain]) -> list[Receipt]:
    sequence = known.last
    new = []
    for file in fitting:
        sequence += not file.one.blank.sequence
        n = len(file.held.records)
        new.append(
            replace(
                file.one.blank.identified(),
                status=LOADED,
                records_in=n,
                loaded=n,
                sequence=file.one.blank.sequence or sequence,
            )
        )
    return new


def _commit(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Known,
    new: list[Receipt],
    drift: tuple[Drift, ...],
) -> list[Receipt]:
    """Write rows, drift and receipts; return all receipts. Raises QuarantineError: nothing is."""
    after = [*known.receipts, *new]
    standing = modes.standing(extract, after)
    with warehouse.transaction(connection):
        shadows = claims.insert(connection, extract, new, standing)
        after = [
            replace(r, shadows=r.shadows + n) if (n := shadows[r.file_id]) else r for r in after
        ]
        after = modes.superseded(extract, after)
        before = {receipt.file_id: receipt for receipt in known.receipts}
        changed = [receipt for receipt in after if receipt != before.get(receipt.file_id)]
        ledger.write_receipts(connection, changed)
        ledger.write_drifts(connection, new, drift)
        shown = value_changes.AtHand(
            f"(select typed.*, file_id as _shown_by, place as _shown_row "
            f"from temp.{TYPED} as typed inner join temp.{SET} using (_row))",
            frozenset(receipt.file_id for receipt in new),
        )
        value_changes.keep(
            connection, extract, known.receipts, after, at_hand=shown, is_rebuild=False
        )
        ledger.check(connection, extract)
    return after
