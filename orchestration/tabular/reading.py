"""Files → a table of cells, or a table under the names in its header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.quoting import quoted
from orchestration.tabular import layout, numbers
from orchestration.tabular.cells import Shape, cells_of
from orchestration.tabular.given import UnreadableTableError, files_of

_PART = "tabular_part"


@dataclass(frozen=True)
class Table:
    """A table under its own names. `partial` columns are missing in some of its files."""

    columns: tuple[str, ...]
    rows: int
    files: tuple[Path, ...]
    partial: frozenset[str] = frozenset()
    delimiter: str = ","
    notes: tuple[str, ...] = ()


def read_cells(
    connection: duckdb.DuckDBPyConnection, given: Path | Sequence[Path], into: str
) -> Shape:
    """Write the cells of all files to the table `into`, as text, blank rows left out.

    Of several files each must begin with the same titles, in any order; they are read once.
    Raises UnreadableTableError.
    """
    first, *others = files_of(given)
    shape = cells_of(connection, first, into)
    titles = _titles(connection, into, shape)
    for file in others:
        part = cells_of(connection, file, _PART)
        found = _titles(connection, _PART, part)
        if sorted(found) != sorted(titles) or len(set(found)) < len(found):
            raise UnreadableTableError(f"{file} does not begin with the titles of {first}.")
        cells = ", ".join(f"c{found.index(title)}" for title in titles)
        connection.execute(
            f"insert into {into} select row + {shape.rows}, {cells} from {_PART} "
            f"where row > (select min(row) from {_PART})"
        )
        shape = replace(shape, rows=shape.rows + part.rows, notes=shape.notes + part.notes)
    numbers.whole(connection, into, list(shape.columns))
    return shape


def read_table(
    connection: duckdb.DuckDBPyConnection, given: Path | Sequence[Path], into: str
) -> Table:
    """Write the rows of all files to the table `into`, as text, under the names in their header.

    Columns are put together by name. Raises UnreadableTableError, also where a row has more cells
    than the first.
    """
    files = files_of(given)
    notes: tuple[str, ...] = ()
    columns: dict[str, int] = {}
    for place, file in enumerate(files):
        shape = cells_of(connection, file, _PART)
        names, left_out = _named(connection, file, shape)
        notes += shape.notes + left_out
        if not place:
            connection.execute(f"create or replace table {into} as from {_PART} limit 0")
        for name in names:
            if place and name.lower() not in map(str.lower, columns):
                connection.execute(f"alter table {into} add column {quoted(name)} varchar")
        connection.execute(f"insert into {into} by name from {_PART}")
        known = {name.lower(): name for name in columns}
        for name in names:
            seen = known.get(name.lower(), name)
            columns[seen] = columns.get(seen, 0) + 1
    connection.execute(f"drop table {_PART}")
    numbers.whole(connection, into, list(columns))
    [(rows,)] = connection.execute(f"select count(*) from {into}").fetchall()
    partial = frozenset(name for name, seen in columns.items() if seen < len(files))
    return Table(tuple(columns), rows, files, partial, shape.delimiter, notes)


def _titles(connection: duckdb.DuckDBPyConnection, table: str, shape: Shape) -> list[str]:
    cells = ", ".join(f"lower(trim(coalesce({column}, '')))" for column in shape.columns)
    found = connection.execute(f"select {cells} from {table} order by row limit 1").fetchall()
    return [str(cell) for cell in found[0]] if found else []


def _named(
    connection: duckdb.DuckDBPyConnection, file: Path, shape: Shape
) -> tuple[list[str], tuple[str, ...]]:
    """Give the columns of the part their names and leave its records; return names and notes.

    Titles above the names and totals below the records are no records; notes say what was left out.
    """
    columns = list(shape.columns)
    first = connection.execute(f"from {_PART} order by row limit {layout.TOP}").fetchall()
    if not first:
        raise UnreadableTableError(f"{file} holds nothing.")
    rows = [(row, cells) for row, *cells in first]
    numbers = layout.header(rows) or (rows[0][0],)
    titles = layout.names([cells for row, cells in rows if row in numbers])
    while titles and not titles[-1]:
        titles.pop()
    if len(titles) == 1 and len(words := titles[0].split()) > 1 and _spaced(connection, words):
        columns, titles = [f"c{place}" for place in range(len(words))], words
    notes = _without_footer(connection, file, columns, numbers[-1])
    if numbers[0] > rows[0][0] or len(numbers) > 1:
        said = " and ".join(map(str, numbers))
        notes = (f"{file.name}: the columns are called as row {said} says.", *notes)
    if beyond := columns[len(titles) :]:
        _refuse_wide(connection, file, numbers[-1], beyond)
    names: list[str] = []
    for place, title in enumerate(titles, 1):
        name, number = title or f"column_{place}", 1
        while name.lower() in map(str.lower, names):
            name, number = f"{title or f'column_{place}'}_{number}", number + 1
        names.append(name)
    listed = ", ".join(f"c{n} as {quoted(name)}" for n, name in enumerate(names))
    connection.execute(
        f"create or replace table {_PART} as select {listed} from {_PART} where row > {numbers[-1]}"
        " order by row"
    )
    return names, notes


def _without_footer(
    connection: duckdb.DuckDBPyConnection, file: Path, columns: list[str], top: int
) -> tuple[str, ...]:
    """Take totals and notes below the records away, and say so."""
    cells = ", ".join(columns)
    read = f"select row, {cells} from {_PART} where row > ? order by row"
    body = connection.execute(f"{read} limit 1000", [top]).fetchall()
    last = connection.execute(f"{read} desc limit {layout.END}", [top]).fetchall()
    found = layout.footer(
        [(row, cells) for row, *cells in reversed(last)], [cells for _, *cells in body]
    )
    if found is None:
        return ()
    connection.execute(f"delete from {_PART} where row >= ?", [found.start])
    how_many = "1 row" if found.rows == 1 else f"{found.rows} rows"
    return (f"{file.name}: {how_many} from row {found.start:,} on are totals or notes, not read.",)


def _refuse_wide(
    connection: duckdb.DuckDBPyConnection, file: Path, top: int, beyond: list[str]
) -> None:
    """Refuse a row that has cells beyond the titles: a stray delimiter has moved its values."""
    wide = " or ".join(f"{column} is not null" for column in beyond)
    found = connection.execute(
        f"select min(row) from {_PART} where row > ? and ({wide})", [top]
    ).fetchall()
    if found[0][0] is not None:
        raise UnreadableTableError(
            f"{file}: row {found[0][0]:,} has more cells than the titles name."
        )


def _spaced(connection: duckdb.DuckDBPyConnection, words: list[str]) -> bool:
    """Divide a table of one column at runs of spaces, where every row has as many words."""
    parts = "regexp_split_to_array(trim(c0), '\\s+')"
    found = connection.execute(
        f"select count(*) filter (where len({parts}) <> {len(words)}) from {_PART}"
    ).fetchall()
    if found[0][0]:
        return False
    cells = ", ".join(f"{parts}[{place}] as c{place - 1}" for place in range(1, len(words) + 1))
    connection.execute(f"create or replace table {_PART} as select row, {cells} from {_PART}")
    return True
