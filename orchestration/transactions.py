"""A plain list of transactions as extracts of the shop: who bought, when, for how much.

Where a company has nothing but that, one command writes what the shop's contract asks for, and the
whole house runs on it. Everything the contract asks for besides stays empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from orchestration import departments
from orchestration.warehouse import quoted

# Beside what a timestamp may look like by ISO 8601; the first that fits every row is taken.
DATE_FORMATS = ("%Y%m%d", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d.%m.%Y")


class TransactionsError(ValueError):
    """The file cannot be read as transactions; the message says what to do."""


@dataclass(frozen=True)
class Columns:
    """Which columns, or SQL expressions over them, say what; `None`: nothing does.

    `order` tells orders apart: without it every row is one. `cost` is what the row's goods cost.
    """

    customer: str
    date: str
    amount: str
    order: str | None = None
    cost: str | None = None


@dataclass(frozen=True)
class Written:
    """What came of the rows; `nothing_paid` orders were refunds and the like, and stay out."""

    rows: int
    orders: int
    customers: int
    without_customer: int
    nothing_paid: int
    files: tuple[Path, ...]


def write(
    file: Path, columns: Columns, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> Written:
    """Write `folder`/shop/accounts, orders and, with a cost, order_lines, by the shop's contract.

    Rows without a customer belong to nobody and are left out, orders of nothing or less too; both
    are counted. The same file gives the same bytes. Raises TransactionsError where a column is
    unknown, a date unreadable or an amount no number.
    """
    with duckdb.connect() as connection:
        progress("Reading")
        _read(connection, file)
        _check(connection, columns)
        day = _day(connection, columns.date)
        cost = columns.cost or "null"
        try:
            connection.execute(
                f"""
                create table transactions as
                select
                    nullif(trim(cast({columns.customer} as varchar)), '') as customer,
                    cast({columns.order or "row_number() over ()"} as varchar) as order_number,
                    {day} as ordered_at,
                    cast({columns.amount} as double) as amount,
                    cast({cost} as double) as cost
                from given
                """
            )
        except duckdb.Error as error:
            raise TransactionsError(f"The rows do not read as asked: {_first(error)}") from None
        connection.execute(_ORDERS)
        progress("Writing")
        last = connection.execute("select max(ordered_at)::date from orders").fetchall()[0][0]
        if last is None:
            raise TransactionsError("No row has a customer, a date and an amount above nothing.")
        wanted = ["accounts", "orders", *(["order_lines"] if columns.cost else [])]
        files = tuple(_write(connection, table, folder, last) for table in wanted)
        rows, orders, customers, nobody, nothing = connection.execute(_COUNTS).fetchall()[0]
    return Written(rows, orders, customers, nobody, nothing, files)


def _read(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """The rows as table `given`; columns divided by runs of spaces are read too."""
    path = str(file).replace("'", "''")
    reader = "read_parquet" if file.suffix == ".parquet" else "read_csv"
    try:
        connection.execute(f"create table given as from {reader}('{path}')")
    except duckdb.Error as error:
        raise TransactionsError(f"{file.name} cannot be read: {_first(error)}") from None
    names = [row[0] for row in connection.execute("describe given").fetchall()]
    if len(names) == 1 and len(names[0].split()) > 1:
        spaced = pd.read_csv(file, sep=r"\s+", dtype=str)
        connection.register("spaced", spaced)
        connection.execute("create or replace table given as from spaced")
        connection.unregister("spaced")


def _check(connection: duckdb.DuckDBPyConnection, columns: Columns) -> None:
    for option, expression in vars(columns).items():
        try:
            if expression is not None:
                connection.execute(f"select {expression} from given limit 0")
        except duckdb.Error:
            names = [row[0] for row in connection.execute("describe given").fetchall()]
            raise TransactionsError(
                f"--{option} {expression!r} is no column of the file, nor made of them. "
                f"It has: {', '.join(names)}."
            ) from None


def _day(connection: duckdb.DuckDBPyConnection, date: str) -> str:
    """SQL for the moment of a row."""
    text = f"cast({date} as varchar)"
    tries = [f"try_strptime({text}, '{form}')" for form in DATE_FORMATS]
    for attempt in (f"try_cast({text} as timestamp)", *tries):
        misses = f"count(*) filter ({date} is not null and {attempt} is null)"
        rows = connection.execute(f"select {misses}, count({date}) from given").fetchall()
        if rows[0][0] == 0 and rows[0][1] > 0:
            return f"cast({attempt} as timestamp)"
    raise TransactionsError(
        f"--date {date!r} holds dates that are written in no way known here; give an expression, "
        "such as --date \"strptime(day, '%d-%b-%y')\"."
    )


def _write(connection: duckdb.DuckDBPyConnection, table: str, folder: Path, last: object) -> Path:
    """One file as the contract wants it: its columns under their own names, in its order."""
    extract = next(e for e in departments.extracts() if e.name == f"raw_shop.{table}")
    known = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
    names = ", ".join(
        f"{column.name if column.name in known else 'null'} as {quoted(column.extract_name)}"
        for column in extract.columns
    )
    target = folder / "shop" / extract.pattern.replace("*", str(last))
    target.parent.mkdir(parents=True, exist_ok=True)
    path, zipped = str(target).replace("'", "''"), extract.compression or "none"
    form = f"format csv, header true, delimiter '{extract.delimiter}', compression {zipped}"
    if extract.format != "csv":
        raise TransactionsError(f"The contract of {extract.name} asks for {extract.format}.")
    connection.execute(f"copy (select {names} from {table} order by all) to '{path}' ({form})")
    return target


def _first(error: duckdb.Error) -> str:
    """The kind of error alone: what follows may quote a row."""
    return str(error).splitlines()[0].split(":")[0].rstrip(".") + "."


# A category and a stock number are asked for; one line stands for all that was bought.
_ORDERS = """
    create table orders as
    select
        order_number,
        customer as account_id,
        min(ordered_at) as ordered_at,
        'completed' as status,
        'web' as channel,
        false as is_gift,
        cast(sum(amount) as decimal(12, 2)) as total_gbp,
        cast(sum(cost) as decimal(12, 2)) as unit_cost_gbp
    from transactions
    where customer is not null and ordered_at is not null and amount is not null
    group by order_number, customer
    having cast(sum(amount) as decimal(12, 2)) > 0;

    create table accounts as
    select account_id, min(ordered_at) as created_at, max(ordered_at) as last_login_at
    from orders group by account_id;

    create table order_lines as
    select order_number, 1 as line_number, 'everything' as sku, 1 as quantity,
        total_gbp as unit_price_gbp, coalesce(unit_cost_gbp, 0) as unit_cost_gbp
    from orders;
"""

_COUNTS = """
    select (select count(*) from transactions), (select count(*) from orders),
        (select count(*) from accounts),
        (select count(*) from transactions
            where customer is null or ordered_at is null or amount is null),
        (select count(distinct (order_number, customer)) from transactions
            where customer is not null and ordered_at is not null and amount is not null)
        - (select count(*) from orders)
"""
