"""`customer360 identity …`: train and measure the linking; what stewards decide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from orchestration import terminal
from orchestration.commands import review, stewardship
from orchestration.commands.shared import UsageError, built_settings, console, given_settings
from orchestration.terminal import Terminal

app = typer.Typer(
    help="Who is who: decide, train the model, measure it on labelled files.", no_args_is_help=True
)
for action in (
    stewardship.link,
    stewardship.unlink,
    stewardship.undo,
    stewardship.decisions,
    review.review,
    review.accept,
):
    app.command()(action)
_progress = Terminal(to_errors=True)


@app.command()
def train(
    to: Annotated[
        Path | None, typer.Option(help="Where the model goes; by default the one the house uses.")
    ] = None,
) -> None:
    """Learn the model from the last run's records; writes a model card and charts beside it."""
    settings = built_settings()
    from orchestration import identity, warehouse
    from orchestration.identity.scoring import model_card

    path = to or identity.MODEL
    try:
        with warehouse.hold(settings), warehouse.connect(settings) as connection:
            learnt = identity.train(
                connection, identity.RECORDS, references=identity.REFERENCES, progress=_say
            )
    except (identity.ModelError, warehouse.WarehouseBusyError) as error:
        raise UsageError(str(error)) from error
    identity.save(learnt, path)
    card = model_card.write(learnt, path)
    console.print(f"The model is in {path}, its card in {card}.", soft_wrap=True)


@app.command()
def evaluate(
    records: Annotated[Path, typer.Option(help="One row per record: CSV, Excel, Parquet or JSON.")],
    record_id: Annotated[str, typer.Option("--id", help="Column that names a record.")],
    truth: Annotated[str, typer.Option(help="Column that says who it truly is.")],
    mapped: Annotated[
        list[str],
        typer.Option("--map", help="field=column, such as given_name=first; once per field."),
    ],
    department: Annotated[
        str | None, typer.Option(help="Column of the department; without it, one source.")
    ] = None,
    household_truth: Annotated[
        str | None, typer.Option(help="Column that says who truly live together.")
    ] = None,
    precision: Annotated[
        float, typer.Option(help="How probable a pair must be to link, such as 0.99.")
    ] = 0.5,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="CSV or Parquet of record, customer and household.")
    ] = None,
) -> None:
    """Train on a labelled file without its labels, link it as the house links, and measure."""
    from orchestration import identity
    from orchestration.identity.evaluation import labelled

    given = labelled.LabelledFile(
        records, record_id, truth, department, household_truth, _fields(mapped)
    )
    try:
        found = labelled.evaluate_file(
            given, given_settings(), out=out, precision=precision, progress=_say
        )
    except (labelled.LabelledFileError, identity.ModelError) as error:
        raise UsageError(str(error)) from error
    if as_json:
        typer.echo(terminal.as_json(found))
        return
    table = Table("measure", "value")
    for name, value in found.items():
        shown = "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
        table.add_row(name, shown)
    console.print(table)


def _say(text: str) -> None:
    _progress.print(text, style="dim")


def _fields(mapped: list[str]) -> dict[str, str]:
    """`--map field=column` as field → column."""
    fields: dict[str, str] = {}
    for text in mapped:
        field, equals, column = text.partition("=")
        if not equals or not field or not column:
            raise UsageError(f"--map {text!r} is not field=column, such as given_name=first.")
        if field in fields:
            raise UsageError(f"--map names {field!r} twice.")
        fields[field] = column
    return fields
