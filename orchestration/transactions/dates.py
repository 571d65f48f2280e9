"""How a column writes its days: told from all of its values, asked where they leave two ways."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.quoting import literal

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
FORMATS = (
    "%Y%m%d", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip
_PARTS = (
    "^([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})"
    "([ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?( ?[AaPp][Mm])?)?$"
)
# 1954 to 2119, as a spreadsheet counts days.
_SERIAL = "^([2-7][0-9]{4})([.][0-9]+)?$"


class DateError(ValueError):
    """The dates cannot be read, or not without being told how; the message says what to do."""


def moment(connection: duckdb.DuckDBPyConnection, date: str, form: str | None, said: str) -> str:
    """SQL for the moment that the expression `date` over the table `given` means.

    `form` is `day-first`, `month-first` or a format such as `%d-%b-%y`; without it the values
    decide. `said` is the expression as the user wrote it. Raises DateError where the values fit no
    way known, or fit both with the day and with the month in front.
    """
    (kind,) = connection.execute(f"select typeof({date}) from given limit 1").fetchone() or ("",)
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"cast({date} as timestamp)"
    text = f"nullif(trim(cast({date} as varchar)), '')"
    if form is not None:
        read = _parted(text, form) if form in (DAY_FIRST, MONTH_FIRST) else _formed(text, form)
        if not _fits(connection, text, read):
            raise DateError(f"--date-format {form}: not every date is written like that.")
        return read
    serial = (
        f"case when regexp_matches({text}, '{_SERIAL}') then timestamp '1899-12-30' + "
        f"to_seconds(cast(round(cast({text} as double) * 86400) as bigint)) end"
    )
    plain = (
        f"case when regexp_matches({text}, '^[0-9]{{4}}-') then try_cast({text} as timestamp) end"
    )
    slashed = f"case when regexp_matches({text}, '^[0-9]{{4}}/') "
    slashed += f"then try_cast(replace({text}, '/', '-') as timestamp) end"
    for read in (plain, slashed, serial, *(_formed(text, known) for known in FORMATS)):
        if _fits(connection, text, read):
            return read
    return _parted(text, _first(connection, text, said))


def _first(connection: duckdb.DuckDBPyConnection, text: str, said: str) -> str:
    """Which comes first in dates such as 12/13/2010, by all of them."""
    connection.execute(f"create or replace temp view texts as select {text} as said from given")
    found = connection.execute(
        queries.text(__file__, "which_is_first.sql"), {"parts": _PARTS}
    ).fetchall()[0]
    filled, matching, first_is_day, second_is_day, different, has_points = found
    if not filled or matching < filled or (first_is_day and second_is_day):
        raise DateError(
            f"--date {said!r} holds dates that are written in no way known here, or in several: "
            "say --date-format with a format such as '%d-%b-%y', or give an expression."
        )
    if not (first_is_day or second_is_day or has_points) and different:
        raise DateError(
            f"--date {said!r} holds dates such as 03/04/2026, and none says which is the month: "
            f"say --date-format {DAY_FIRST} or --date-format {MONTH_FIRST}."
        )
    return MONTH_FIRST if second_is_day else DAY_FIRST


def _parted(text: str, first: str) -> str:
    """SQL that reads days, months and years divided by marks, with a time or without."""
    day, month = (1, 3) if first == DAY_FIRST else (3, 1)
    part = "regexp_extract({}, '{}', {})".format
    year = part(text, _PARTS, 4)
    full = f"case when length({year}) = 2 then case when {year} < '69' then '20' else '19' end "
    full += f"else '' end || {year}"
    hours = f"upper(replace(trim(replace({part(text, _PARTS, 5)}, 'T', ' ')), ' ', ''))"
    date = (
        f"{full} || '-' || lpad({part(text, _PARTS, month)}, 2, '0') || '-' || "
        f"lpad({part(text, _PARTS, day)}, 2, '0')"
    )
    times = ", ".join(f"'{form}'" for form in ("%I:%M%p", "%I:%M:%S%p", "%H:%M", "%H:%M:%S"))
    fraction = f"regexp_replace({hours}, '[.][0-9]+', '')"
    return (
        f"case when regexp_matches({text}, '{_PARTS}') then try_cast({date} as date) + "
        f"coalesce(cast(try_strptime(nullif({fraction}, ''), [{times}]) as time), time '00:00') end"
    )


def _formed(text: str, form: str) -> str:
    return f"cast(try_strptime({text}, {literal(form)}) as timestamp)"


def _fits(connection: duckdb.DuckDBPyConnection, text: str, read: str) -> bool:
    try:
        found = connection.execute(
            f"select count({text}), count(*) filter (where {text} is not null and {read} is null) "
            "from given"
        ).fetchall()
    except duckdb.Error as error:
        raise DateError(
            f"The format of the dates cannot be used: {type(error).__name__}."
        ) from None
    return bool(found[0][0] and not found[0][1])
