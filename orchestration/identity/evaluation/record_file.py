"""A file of person records from elsewhere → the columns that identity reads."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import queries, tabular
from orchestration.quoting import quoted

FIELDS = (
    "given_name", "middle_name", "family_name", "full_name", "birth_on", "national_id", "email",
    "phone", "address_line_1", "address_line_2", "unit", "city", "postcode", "country",
)  # fmt: skip
BIRTH_PARTS = ("birth_year", "birth_month", "birth_day")  # in the place of `birth_on`
SAYS_WHO = set(FIELDS) - {"country", "unit", "city"}
RECORDS = "foreign_file.records"
ONE_SOURCE = "file"
_NOTHING = "'', 'nan', 'nat', '<na>', '\\n'"


class RecordFileError(ValueError):
    """The file cannot be used; the message says why, without any value of a record."""


def read(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    record_id: str,
    department: str | None,
    columns: dict[str, str],
    labels: tuple[str | None, str | None],
) -> int:
    """Write `foreign_file.records` (`record_id` and the mapped fields) and `labels`; count them.

    `path` is a file, a folder or a pattern, as `orchestration.tabular` reads them.

    `columns` is field → the file's column; `labels` are the columns of the true person and the
    true household. Every value is text, as the file wrote it. Raises RecordFileError.
    """
    _check_fields(columns)
    connection.execute("create schema foreign_file")
    try:
        table = tabular.read_table(connection, path, "foreign_file.lines")
    except tabular.UnreadableTableError as error:
        raise RecordFileError(str(error)) from error
    present = [name for name in table.columns if name not in table.partial]
    wanted = [record_id, *columns.values(), *filter(None, (department, *labels))]
    unknown = [name for name in dict.fromkeys(wanted) if name not in present]
    if unknown:
        raise RecordFileError(
            f"{path} has no column {', '.join(unknown)}. It has: {', '.join(present)}."
        )
    mapped = ", ".join(
        f"{_text(columns[field])} as {field}" for field in FIELDS if field in columns
    )
    if "birth_year" in columns:
        mapped = ", ".join(filter(None, (mapped, f"{_birth_date(columns)} as birth_on")))
    source = f"coalesce({_text(department)}, '{ONE_SOURCE}')" if department else f"'{ONE_SOURCE}'"
    truth, household = (_text(label) if label else "null" for label in labels)
    connection.execute(
        queries.filled(
            __file__,
            "foreign_labels.sql",
            source=source,
            record_id=_text(record_id),
            truth=truth,
            household=household,
            mapped=mapped,
        )
    )
    return _checked(connection, path, record_id)


def _check_fields(columns: dict[str, str]) -> None:
    known = (*FIELDS, *BIRTH_PARTS)
    unknown = sorted(set(columns) - set(known))
    if unknown:
        raise RecordFileError(
            f"--map does not know {', '.join(unknown)}. Known: {', '.join(known)}."
        )
    parts = set(columns) & set(BIRTH_PARTS)
    if parts and ("birth_on" in columns or "birth_year" not in columns):
        raise RecordFileError(
            "Map a birth date as birth_on, or as birth_year with birth_month and birth_day."
        )
    if not (set(columns) & SAYS_WHO or parts):
        raise RecordFileError(
            "No mapped field says who somebody is. Map at least one of: "
            + ", ".join(field for field in FIELDS if field in SAYS_WHO) + "."
        )  # fmt: skip


def _birth_date(columns: dict[str, str]) -> str:
    """Year, month and day as one text: `1990-04-05`, `5 April 1990`, or as much as there is."""
    year, month, day = (
        f"regexp_replace({_text(columns[part])}, '[.]0+$', '')" if part in columns else "null"
        for part in BIRTH_PARTS
    )
    return f"""case
        when regexp_matches({month}, '^[0-9]+$')
            then concat_ws('-', {year}, lpad({month}, 2, '0'), lpad({day}, 2, '0'))
        when {month} is not null then concat_ws(' ', {day}, {month}, {year})
        else {year}
    end"""


def _text(column: str) -> str:
    text = f"trim({quoted(column)})"
    return f"case when lower({text}) not in ({_NOTHING}) then {text} end"


def _checked(connection: duckdb.DuckDBPyConnection, path: Path, record_id: str) -> int:
    count, nameless, different = connection.execute(
        "select count(*), count(*) filter (id is null), count(distinct record_id) "
        "from foreign_file.labels"
    ).fetchall()[0]
    if count == 0:
        raise RecordFileError(f"{path} holds no records.")
    if nameless:
        raise RecordFileError(f"{nameless:,} records have nothing in {record_id!r}.")
    if different < count:
        raise RecordFileError(
            f"{count - different:,} records repeat another record's {record_id!r}."
        )
    return int(count)
