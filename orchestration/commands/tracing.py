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

    Read from the SQL of the last run. What only filters or joins is left out; `*` stands for the
    rows that are counted.
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
    is_forwards = "/" in column
    rows = _forwards(found, column) if is_forwards else _backwards(found, column)
    if in_json:
        _say_json(rows)
        return
    table = Table()
    table.add_column("column")
    table.add_column("becomes" if is_forwards else "is made of")
    if not is_forwards:
        table.add_column("decided by")
    for (relation, name), others in rows.items():
        made_of = "\n".join(_said(one) for one, gives_value in others.items() if gives_value)
        decided = sorted({one[0] for one, gives_value in others.items() if not gives_value})
        table.add_row(
            f"{relation.removeprefix('marts.')}.{name}",
            made_of or ("" if decided else "a constant"),
            *([] if is_forwards else ["\n".join(decided)]),
        )
    console.print(table)


def _backwards(found: Lineage, asked: str) -> dict[Column, dict[Column, bool]]:
    mart, _, name = asked.removeprefix("marts.").partition(".")
    relation = f"marts.{mart}"
    columns = found.columns(relation)
    if not columns:
        raise UsageError(f"No mart is called {mart!r}. The marts are listed in docs/marts.md.")
    if name and name not in columns:
        raise UsageError(f"{mart} has no column {name!r}. It has: {', '.join(columns)}.")
    return {
        (relation, one): dict(sorted(found.sources((relation, one)).items()))
        for one in ([name] if name else columns)
    }


def _forwards(found: Lineage, asked: str) -> dict[Column, dict[Column, bool]]:
    department, _, rest = asked.removeprefix("raw_").partition("/")
    table, _, name = rest.partition(".")
    source = (f"raw_{department}.{table}", name)
    published = {
        one: True for one in sorted(found.published()) if found.sources(one).get(source, False)
    }
    read = {part.column for parts in found.steps.values() for part in parts}
    if not published and source not in read:
        raise UsageError(
            f"No model reads {asked!r}. Write it as department/table.column: store/orders.total."
        )
    return {source: published}


def _said(column: Column) -> str:
    return f"{column[0].removeprefix('marts.')}.{column[1]}"


def _say_json(rows: dict[Column, dict[Column, bool]]) -> None:
    for (relation, name), others in rows.items():
        line = {
            "relation": relation,
            "column": name,
            "columns": [".".join(one) for one, gives_value in others.items() if gives_value],
            "decided_by": [".".join(one) for one, gives_value in others.items() if not gives_value],
        }
        typer.echo(as_json(line))
