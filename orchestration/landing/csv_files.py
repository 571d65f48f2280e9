"""CSV extracts: DuckDB reads the sound ones, our own record reader the rest.

DuckDB fails a whole file for one ragged row, mixed line ends or a long line, and counts lines its
own way. So its result stands only where Python's csv reader counts the same number of records.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import csv_records, header, mapping
from orchestration.landing.receipts import QuarantineError
from orchestration.landing.spool import Text
from orchestration.landing.staged import TEXT, Source, Staged, append, extras_as_json
from orchestration.landing.staged import reject as write_rejects
from orchestration.quoting import globbed, literal
from orchestration.tabular.given import LONGEST

BATCH = 20_000


def stage(connection: duckdb.DuckDBPyConnection, extract: Extract, text: Text) -> Staged:
    """Stage one CSV file as text. Raises QuarantineError when the header does not match."""
    names, skip = read_header(text, extract.delimiter)
    found = header.match(names, extract)
    count = _fast(connection, extract, text, found.width, skip)
    if count is None:
        count = _careful(connection, extract, text, found.width, skip)

    def origin(rows: set[int]) -> Iterator[tuple[int, int, bytes]]:
        for record in csv_records.records(text, extract.delimiter, found.width, skip):
            if record.row in rows:
                yield record.row, record.line, record.raw_bytes

    return Staged(
        relation=f"temp.{TEXT}",
        sources={name: Source(f"c{place}") for name, place in found.positions.items()},
        records=count,
        origin=origin,
        extra=extras_as_json([(name, f"c{place}") for name, place in found.extras]),
        drift=text.drift + found.drift,
    )


def read_header(text: Text, delimiter: str) -> tuple[list[str], int]:
    """The names in the header, and how many lines stand above it: blank, or `sep=` of Excel's."""
    with csv_records.open_text(text) as file:
        skip, start = 0, file.tell()
        while first := file.readline(LONGEST):
            said = first.strip().strip('"').lower()
            is_sep = said.startswith("sep=") and len(said) <= 5
            if is_sep and (said[4:] or "\t") != delimiter:
                raise QuarantineError(
                    f"The file says {said!r}; the contract's delimiter is {delimiter!r}."
                )
            if said and not is_sep:
                break
            skip, start = skip + 1, file.tell()
        file.seek(start)
        try:
            return next(csv.reader(file, delimiter=delimiter), []), skip
        except csv.Error as error:
            raise QuarantineError(f"The header cannot be read: {error}.") from error


def header_of(names: Sequence[str], extract: Extract) -> header.Header:
    """The header of a file of this extract. Raises QuarantineError when it does not match."""
    return header.match(names, mapping.fields(extract))


def sound_records(text: Text, delimiter: str, width: int, skip: int) -> list[list[str]]:
    """The fields of all records of a file; none of them where one is not sound."""
    found = []
    for record in csv_records.records(text, delimiter, width, skip):
        if record.problem:
            return []
        found.append(record.fields)
    return found


def _fast(
    connection: duckdb.DuckDBPyConnection, extract: Extract, text: Text, width: int, skip: int
) -> int | None:
    """Read with DuckDB and return the number of records, or None where the two counts differ."""
    columns = ", ".join(f"'c{place}': 'varchar'" for place in range(width))
    try:
        connection.execute(
            f"create or replace temp table {TEXT} as "
            f"select row_number() over () as _row, * from read_csv(?, columns = {{{columns}}}, "
            f"auto_detect = false, header = true, skip = {skip}, strict_mode = true, "
            f"delim = {literal(extract.delimiter)}, quote = '\"', escape = '\"', "
            "compression = 'none')",
            [globbed(text.path)],
        )
        counted = csv_records.count(text, extract.delimiter, skip)
    except (duckdb.Error, csv.Error):
        return None
    read = connection.execute(f"select count(*) from temp.{TEXT}").fetchall()[0][0]
    return counted if read == counted else None


def _careful(
    connection: duckdb.DuckDBPyConnection, extract: Extract, text: Text, width: int, skip: int
) -> int:
    """Read record by record into the text table and the rejects; return the number of records."""
    names = [f"c{place}" for place in range(width)]
    columns = ", ".join(f"{name} varchar" for name in names)
    connection.execute(f"create or replace temp table {TEXT} (_row bigint, {columns})")
    records = csv_records.records(text, extract.delimiter, width, skip)
    total = 0
    while batch := list(islice(records, BATCH)):
        total += len(batch)
        sound = [record for record in batch if not record.problem]
        if sound:
            values = zip(*(record.fields for record in sound), strict=True)
            rows = {"_row": [record.row for record in sound]}
            append(connection, TEXT, rows | dict(zip(names, map(list, values), strict=True)))
        write_rejects(
            connection,
            [
                (record.row, record.line, None, "record", record.problem, record.raw_bytes)
                for record in batch
                if record.problem
            ],
        )
    return total
