"""What waits for a steward, and accepting customers that drifted from the published ones."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import duckdb
import typer
from rich.table import Table

from orchestration.commands.shared import UsageError, built_settings, companys_day, console
from orchestration.terminal import styled

_SHOWN = (
    "given_name", "middle_name", "family_name", "birth_on", "email", "phone", "address_line",
    "unit", "postcode",
)  # fmt: skip


def review(
    question: Annotated[
        str | None, typer.Option(help="Only this kind, such as nearly_linked.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of each kind to list.")] = 5,
    show: Annotated[
        bool, typer.Option("--show", help="Print what the records say: personal data.")
    ] = False,
) -> None:
    """List what a person should decide, why, and the command that would settle it."""
    with _build(read_only=True) as connection:
        counts = connection.execute(
            "select question, count(*) from identity.review_items group by question order by 1"
        ).fetchall()
        kinds = [kind for kind, _ in counts if question in (None, kind)]
        if question is not None and not kinds:
            open_ones = ", ".join(kind for kind, _ in counts) or "none"
            raise UsageError(f"Nothing of kind {question!r} is open. Open kinds: {open_ones}.")
        _drift(connection)
        if not kinds:
            console.print("Nothing waits for a decision.")
        for kind in kinds:
            said = kind.replace("_", " ")
            count = f"{dict(counts)[kind]:,}"
            console.print(styled("\n[bold]{said}[/bold]: {count} open", said=said, count=count))
            items = connection.execute(
                "select record_a, record_b, why, command from identity.review_items "
                "where question = ? order by match_weight desc nulls last, review_id limit ?",
                [kind, limit],
            ).fetchall()
            for a, b, why, command in items:
                console.print(f"  {a} — {b}", soft_wrap=True, markup=False)
                if show:
                    console.print(_values(connection, a, b))
                console.print(f"    {why}\n    {command}", soft_wrap=True, markup=False)
    if kinds:
        console.print("\nMore on a pair: customer360 explain A B")


def accept(
    reason: Annotated[str, typer.Option(help="Why these customers are right after all.")],
    author: Annotated[str | None, typer.Option(help="Who decides; by default who runs it.")] = None,
) -> None:
    """Let the customers of the last run pass the drift gates: exactly these, no others."""
    from orchestration import identity, remembered

    if not reason.strip():
        raise UsageError("Accepting needs a reason.")
    with _build(read_only=False) as connection:
        today = companys_day().isoformat()
        out = identity.accept(connection, author or getpass.getuser(), reason.strip(), today)
        remembered.write_down(connection, built_settings())
    if out:
        console.print(f"Accepted, with {out} measures out of limit. Now: customer360 run")
    else:
        console.print("Accepted; every measure was within its limit anyway.")


@contextmanager
def _build(*, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """The private build, once a run has resolved identity with what this command reads."""
    from orchestration import warehouse

    settings = built_settings()
    try:
        with warehouse.hold(settings), warehouse.connect(settings, read_only=read_only) as opened:
            found = opened.execute(
                "select count(*) from duckdb_tables() where schema_name = 'identity' "
                "and table_name in ('review_items', 'drift', 'decisions')"
            ).fetchall()
            if found != [(3,)]:
                raise UsageError("Identity has not been resolved yet. First: customer360 run")
            yield opened
    except warehouse.WarehouseBusyError as error:
        raise UsageError(str(error)) from error


def _drift(connection: duckdb.DuckDBPyConnection) -> None:
    """Say which measures are out of limit."""
    rows = connection.execute(
        "select measure, value, before, largest, is_accepted from identity.drift "
        "where not is_within_limit order by measure"
    ).fetchall()
    for measure, value, before, largest, is_accepted in rows:
        end = (
            "accepted" if is_accepted else "if it is right: customer360 identity accept --reason …"
        )
        console.print(
            styled(
                "[yellow]![/yellow] {said}",
                said=f"{measure.replace('_', ' ')}: {value:g}, was {before:g}, may be {largest:g}; "
                f"{end}",
            ),
            soft_wrap=True,
        )


def _values(connection: duckdb.DuckDBPyConnection, a: str, b: str) -> Table:
    """What both records say, in the form in which they are compared."""
    rows = dict(
        connection.execute(
            f"select record_id, [{', '.join(f'{c}::varchar' for c in _SHOWN)}] "
            "from identity.standardised where record_id in (?, ?)",
            [a, b],
        ).fetchall()
    )
    table = Table("", a, b, box=None, padding=(0, 2))
    blank = [None] * len(_SHOWN)
    for name, left, right in zip(_SHOWN, rows.get(a, blank), rows.get(b, blank), strict=True):
        if left or right:
            table.add_row(name.replace("_", " "), left or "", right or "")
    return table
