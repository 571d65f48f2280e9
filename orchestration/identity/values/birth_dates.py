"""Birth dates as departments write them → year, month and day, told from the values alone.

Whether `04/05/1990` is in April or May is decided per department by the dates that leave no doubt,
then by those of all departments, then by the country. A date that no calendar knows is kept as
text: one wrong digit still agrees with the right one in seven others.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.company import countries
from orchestration.identity.values import date_parts, sentinels


def standardise(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """Write `identity_work.date_values`: department, raw, birth_text, birth_on.

    Reads `department` and `birth_raw` of `identity_work.input`. `birth_text` is eight digits
    (year, month, day; `00` where not given), or whatever digits there are; `birth_on` the day,
    null where no calendar has it.
    """
    date_parts.parts(connection)
    _orders(connection, region)
    placeholders = ", ".join(f"date '{day}'" for day in sentinels.BIRTH_DATES)
    connection.execute(queries.filled(__file__, "date_values.sql", placeholders=placeholders))


def _orders(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """`identity_work.date_orders`: per department, what the doubtless dates say."""
    month_first = "true" if countries.of(region).month_first else "false"
    connection.execute(queries.filled(__file__, "orders_of_dates.sql", month_first=month_first))
