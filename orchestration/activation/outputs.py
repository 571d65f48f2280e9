"""What comes back from a check: the list without the blocked, and an answer for every row.

A cell that a spreadsheet would run gets an apostrophe in front, as OWASP advises for CSV injection.
A plain phone number such as +44 7700 900123 stays as it is: it cannot run, and the next tool needs
it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import extensions, queries
from orchestration.activation.columns import Layout
from orchestration.quoting import literal
from orchestration.tabular import Shape

_PHONE = "^[+][0-9 ()]{7,20}$"


def escaped(expression: str) -> str:
    """An SQL expression of text, defused where it starts like a formula."""
    return (
        f"case when regexp_matches({expression}, '^[=+@\\t\\r\\n-]') "
        f"and not regexp_matches({expression}, '{_PHONE}') "
        f"then '''' || {expression} else {expression} end"
    )


def write_list(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    layout: Layout,
    path: Path,
    *,
    include_unknown: bool,
) -> int:
    """Write the rows that may be used, as they came, in their order; return how many.

    The delimiter is the list's own, the encoding UTF-8; `.xlsx` gives a workbook.
    """
    wanted = "('allowed', 'unknown')" if include_unknown else "('allowed')"
    cells = [escaped(column) for column in shape.columns]
    if layout.header:
        names = [f"(select {cell} from list_rows where row = {layout.header})" for cell in cells]
        top = f"select 0::bigint as row, {', '.join(names)} union all "
    else:
        top = ""
    columns = ", ".join(shape.columns)
    query = queries.filled(
        __file__, "list_rows.sql", columns=columns, top=top, cells=", ".join(cells), wanted=wanted
    )
    _copy(connection, query, path, delimiter=shape.delimiter, has_header=False)
    found = connection.execute(
        f"select count(*) from list_answers where answer in {wanted}"
    ).fetchone()
    return int(found[0]) if found else 0


def write_answers(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write row, answer, reasons and customer numbers of every row: nothing of the list itself."""
    query = "select row, answer, reasons, customers from list_answers order by row"
    _copy(connection, query, path, delimiter=",", has_header=True)


def _copy(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    path: Path,
    *,
    delimiter: str,
    has_header: bool,
) -> None:
    header = str(has_header).lower()
    if path.suffix.lower() == ".xlsx":
        extensions.load(connection, "excel")
        options = f"format xlsx, header {header}"
    else:
        options = f"format csv, delimiter {literal(delimiter)}, header {header}"
    draft = path.with_name(f".{path.name}.partial")
    connection.execute(f"copy ({query}) to {literal(str(draft))} ({options})")
    draft.replace(path)
