"""Which departments' columns a published column is computed from, and what becomes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration.commands.shared import UsageError, built_settings, console
from orchestration.terminal import as_json, escaped

if TYPE_CHECKING:
    from orchestration.lineage import Column, Lineage


def lineage(
    column: Annotated[
        str,
        typer.Argument(
            help="A mart, a column of one (customer_360.birth_on), or a column that a department "
            "delivers (store/orders.total)."
        ),
    ],
    in_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Trace a published column back to delivered ones, or a delivered one on to published ones.

    Read from the SQL of the last run. What only filters, joins or orders is left out; `*` stands
    for the rows that are counted.
    """
    import duckdb

    from orchestration import lineage as tracing
    from orchestration import warehouse

    settings = built_settings()
    try:
        with (
            console.status("Reading the models"),
            warehouse.connect(settings, read_only=True) as connection,
        ):
            found = tracing.of_build(settings, connection)
    except (tracing.NothingBuiltError, duckdb.IOException) as error:
        raise UsageError(str(error)) from error
    for relation, why in sorted(found.unread.items()):
        console.print(f"! {relation} could not be read: {escaped(why)}", markup=False)
    rows = _forwards(found, column) if "/" in column else _backwards(found, column)
    if in_json:
        _say_json(rows)
        return
    table = Table()
    table.add_column("column")
    table.add_column("becomes" if "/" in column else "is computed from")
    for (relation, name), others in rows.items():
        told = "\n".join(_said(one) for one in others) or "a constant"
        table.add_row(f"{relation.removeprefix('marts.')}.{name}", told)
    console.print(table)


def _backwards(found: Lineage, asked: str) -> dict[Column, list[Column]]:
    mart, _, name = asked.removeprefix("marts.").partition(".")
    relation = f"marts.{mart}"
    columns = found.columns(relation)
    if not columns:
        raise UsageError(f"No mart is called {mart!r}. The marts are listed in docs/marts.md.")
    if name and name not in columns:
        raise UsageError(f"{mart} has no column {name!r}. It has: {', '.join(columns)}.")
    return {
        (relation, one): sorted(found.sources((relation, one)))
        for one in ([name] if name else columns)
    }


def _forwards(found: Lineage, asked: str) -> dict[Column, list[Column]]:
    department, _, rest = asked.removeprefix("raw_").partition("/")
    table, _, name = rest.partition(".")
    source = (f"raw_{department}.{table}", name)
    delivered = {one for before in found.steps.values() for one in before} - found.steps.keys()
    published = sorted(
        one for one in found.steps if one[0].startswith("marts.") and source in found.sources(one)
    )
    if not published and source not in delivered:
        raise UsageError(
            f"No model reads {asked!r}. Write it as department/table.column: store/orders.total."
        )
    return {source: published}


def _said(column: Column) -> str:
    return f"{column[0].removeprefix('marts.')}.{column[1]}"


def _say_json(rows: dict[Column, list[Column]]) -> None:
    for (relation, name), others in rows.items():
        line = {"relation": relation, "column": name, "columns": [".".join(o) for o in others]}
        typer.echo(as_json(line))
