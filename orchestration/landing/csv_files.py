"""CSV extracts: DuckDB reads the sound ones, our own record reader the rest.

DuckDB fails a whole file for one ragged row, mixed line ends or a long line, and counts lines its
own way. So its result stands only where Python's csv reader counts the same number of records.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import duckdb

from orchestration.company.departments import Extract
from orchestration.company.mapped import Footer
from orchestration.landing import csv_records, footing, header
from orchestration.landing.receipts import QuarantineError
from orchestration.landing.spool import Text
from orchestration.landing.staged import TEXT, Source, Staged, append, empty_columns, extras_as_json
from orchestration.landing.staged import reject as write_rejects
from orchestration.quoting import globbed, literal
from orchestration.tabular import layout
from orchestration.tabular.given import LONGEST

BATCH = 20_000


@dataclass(frozen=True)
class Table:
    """Where the table stands in a file: `skip` lines are above its header's last row.

    `text` ends above the footer, where the contract names one.
    """

    text: Text
    found: header.Header
    skip: int


def stage(connection: duckdb.DuckDBPyConnection, extract: Extract, text: Text) -> Staged:
    """Stage one CSV file as text. Raises QuarantineError when the header does not match."""
    table = find(text, extract)
    text, found, skip = table.text, table.found, table.skip
    count = _fast(connection, extract, text, found.width, skip)
    if count is None:
        count = _careful(connection, extract, text, found.width, skip)
    if found.nameless:
        found = found.without(empty_columns(connection, found.nameless), extract)

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


def find(
    text: Text, extract: Extract, known: dict[tuple[str, ...], header.Header] | None = None
) -> Table:
    """The table in a file of the extract, whose columns are the fields that are wanted.

    `known` keeps headers that were matched before. Raises QuarantineError when the header does not
    match, or the footer is not as the contract says.
    """
    names, skip = read_header(text, extract.delimiter, extract.shape.header_rows)
    found = known.get(tuple(names)) if known is not None else None
    if found is None:
        found = header.match(
            names, extract, lambda: first_rows(text, extract.delimiter), is_grid=True
        )
    if known is not None:
        known[tuple(names)] = found
    if extract.shape.footer:
        text = replace(text, stop=_footer(text, extract, extract.shape.footer, found, skip))
    return Table(text, found, skip)


def read_header(
    text: Text, delimiter: str, header_rows: tuple[int, ...] = ()
) -> tuple[list[str], int]:
    """The names in the header, and how many lines stand above its last row.

    Without `header_rows` blank lines and `sep=` of Excel's may stand above the first.
    """
    with csv_records.open_text(text) as file:
        skip, start = 0, file.tell()
        while first := file.readline(LONGEST):
            said = first.strip().strip('"').lower()
            is_sep = said.startswith("sep=") and len(said) <= 5
            if is_sep and (said[4:] or "\t") != delimiter:
                raise QuarantineError(
                    f"The file says {said!r}; the contract's delimiter is {delimiter!r}."
                )
            if said.strip(f'{delimiter}" ') and not is_sep:
                break
            skip, start = skip + 1, file.tell()
        if header_rows:
            file.seek(0)
            skip = header_rows[0] - 1
            for _ in range(skip):
                file.readline(LONGEST)
            start = file.tell()
        file.seek(start)
        try:
            if len(header_rows) > 1:
                return _joined(csv.reader(file, delimiter=delimiter), header_rows)
            return next(csv.reader(file, delimiter=delimiter), []), skip
        except csv.Error as error:
            raise QuarantineError(f"The header cannot be read: {error}.") from error


def _joined(reader: Any, header_rows: tuple[int, ...]) -> tuple[list[str], int]:
    """The names that several rows give, the first of which is next; raises csv.Error."""
    rows: list[list[str]] = []
    line = header_rows[0]
    for cells in reader:
        if line in header_rows:
            rows.append(cells)
        if line >= header_rows[-1]:
            break
        line = header_rows[0] + reader.line_num
    if len(rows) < len(header_rows):
        raise QuarantineError(
            f"There is no row {header_rows[-1]}, or one above goes on there in quotes."
        )
    return layout.names(rows), line - 1


def first_rows(text: Text, delimiter: str, most: int = layout.TOP) -> list[layout.Row]:
    """The first rows of a file, by the lines they begin in, as far as they read; blank ones too."""
    rows: list[layout.Row] = []
    with csv_records.open_text(text) as file:
        reader, line = csv.reader(file, delimiter=delimiter), 1
        try:
            while len(rows) < most:
                cells = next(reader)
                rows.append((line, cells))
                line = reader.line_num + 1
        except (csv.Error, StopIteration):
            pass
    return rows


def _footer(
    text: Text, extract: Extract, footer: Footer, found: header.Header, skip: int
) -> int:  # fmt: skip
    """The line in which the footer begins. Raises QuarantineError."""
    fields = {column.name for column in extract.columns} & set(extract.key)
    key = [found.positions[name] for name in fields]
    told = (
        footing.Row(
            record.line,
            footing.first_value(record.fields),
            len(record.fields) > max(key, default=0) and all(record.fields[n].strip() for n in key),
        )
        for record in csv_records.records(text, extract.delimiter, found.width, skip)
    )
    return footing.start(told, extract, footer)


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
    if text.stop is not None:  # DuckDB would read what stands below the table
        return None
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
