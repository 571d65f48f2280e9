"""Why the house believes that two records are one person, or two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from orchestration.commands.shared import UsageError, built_settings, console

if TYPE_CHECKING:
    from orchestration.identity import Explanation
    from orchestration.identity.explaining.waterfall import Bar

_Subject = Annotated[
    str, typer.Argument(help="department:id, such as store:A-1001, or a customer: C-….")
]
_LEAST_WIDE, _MOST_WIDE = 10, 60  # characters of the waterfall


def explain(
    a: _Subject,
    b: _Subject,
    svg: Annotated[Path | None, typer.Option(help="Draw the waterfall into this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write it all as a page.")] = None,
) -> None:
    """Say why two records are one customer or not: weight by field, path, what would change it."""
    settings = built_settings()
    from orchestration import identity, private, warehouse
    from orchestration.identity.explaining import waterfall

    try:
        with warehouse.hold(settings), warehouse.connect(settings) as connection:
            found = identity.explain(connection, a, b)
        for file, draw in ((svg, waterfall.svg), (html, waterfall.html)):
            if file is not None:
                private.write(file, draw(found))
    except (identity.UnknownRecordError, warehouse.WarehouseBusyError, OSError) as error:
        raise UsageError(str(error).strip("'\"")) from error
    _show(found, waterfall.bars(found), waterfall.verdict(found))
    for file in (svg, html):
        if file is not None:
            console.print(f"Drawn: {file}", soft_wrap=True)


def _show(found: Explanation, bars: tuple[Bar, ...], verdict: str) -> None:
    console.print(verdict, markup=False, soft_wrap=True)
    console.print(
        f"{found.record_a} and {found.record_b}, evidence in bits; from {found.threshold:+.1f} on "
        "a pair links:",
        markup=False,
        soft_wrap=True,
    )
    low = min(0.0, *(min(bar.start, bar.end) for bar in bars))
    high = max(1.0, *(max(bar.start, bar.end) for bar in bars))
    names = [f"{bar.label}: {bar.detail}" if bar.detail else bar.label for bar in bars]
    left_over = console.width - max(len(name) for name in names) - len("+00.0") - 2 * 2 - 1
    scale = min(max(left_over, _LEAST_WIDE), _MOST_WIDE) / (high - low)
    table = Table.grid(padding=(0, 2))
    for name, bar in zip(names, bars, strict=True):
        style = "bold" if bar.is_total else ""
        table.add_row(Text(name, style), f"{bar.weight:+.1f}", _drawn(bar, low, scale))
    console.print(table)
    for step in found.path:
        how = "" if step.matched_by == "score" else f", {step.matched_by}"
        mark = "  ← the weakest link" if step == found.weakest and len(found.path) > 1 else ""
        console.print(
            f"{step.record_a} — {step.record_b}  {step.weight:+.1f}{how}{mark}", soft_wrap=True
        )
    console.print("What would change the answer:")
    for sentence in found.changes:
        console.print(f"  {sentence}", markup=False, soft_wrap=True)


def _drawn(bar: Bar, low: float, scale: float) -> Text:
    """The bar where it floats: from what was believed before it to what is believed after it."""
    start, end = sorted((round((bar.start - low) * scale), round((bar.end - low) * scale)))
    colour = "blue" if bar.is_total else "green" if bar.weight >= 0 else "red"
    return Text(" " * start).append("█" * max(end - start, 1), colour)
