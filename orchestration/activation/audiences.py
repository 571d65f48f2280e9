"""The customers an action is for, out of a list or of the next best actions, as `candidates`."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import tabular
from orchestration.activation import columns, outputs, people
from orchestration.quoting import literal

_Layout = tuple[tabular.Shape, columns.Layout]


def of_list(connection: duckdb.DuckDBPyConnection, path: Path) -> _Layout:
    """Write `candidates` from a list; rows that nobody is found for are left out.

    Raises tabular.UnreadableTableError and columns.UnknownColumnError.
    """
    shape = tabular.read_cells(connection, path, "list_rows")
    layout = columns.layout(connection, shape)
    people.find(connection, layout)
    connection.execute(
        "create or replace table candidates as select distinct customer_id from list_people"
    )
    return shape, layout


def of_action(connection: duckdb.DuckDBPyConnection, action: str) -> None:
    """Write `candidates`: whom nothing blocks from one action of `next_best_actions`."""
    connection.execute(
        "create or replace table candidates as "
        "select customer_id from published.marts.next_best_actions "
        f"where action = {literal(action)} and len(blocked_by) = 0"
    )


def of_everybody(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `candidates`: every customer there is but those nobody knows by name or address."""
    connection.execute(
        "create or replace table candidates as "
        "select customer_id from published.marts.customer_360 where not is_anonymous"
    )


def write_treated(connection: duckdb.DuckDBPyConnection, path: Path, read: _Layout | None) -> int:
    """Write whom to treat, from `arms`: the list's own rows, or customer numbers; return the rows.

    A row that stands for several customers is left out when one of them is held out.
    """
    if read is None:
        connection.execute(
            "create or replace table list_rows as select row_number() over (order by customer_id) "
            "+ 1 as row, customer_id as c0 from candidates union all select 1, 'customer_id'"
        )
        connection.execute(
            "create or replace table list_people as select row, c0 as customer_id from list_rows "
            "where row > 1"
        )
        read = tabular.Shape(("c0",), 0), columns.Layout(1, 1, ("customer_id",), ())
    shape, layout = read
    connection.execute(
        """
        create or replace table list_answers as
        select row, case when bool_or(is_holdout) then 'blocked' else 'allowed' end as answer
        from list_people join arms using (customer_id) group by row
        """
    )
    return outputs.write_list(connection, shape, layout, path, include_unknown=False)
