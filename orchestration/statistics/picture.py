"""Importance against performance: which issues to mend first, drawn from `experience_drivers`.

Martilla & James (1977), Importance-Performance Analysis, Journal of Marketing 41(1). No data access
beyond the one published mart, and no claim that a driver moves its outcome.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from orchestration import private, queries

OUTCOMES = {
    "satisfied": "Satisfied?",
    "repurchase": "Would buy again?",
    "recommend": "Would recommend?",
}
FIRST, OTHER, INK, FAINT = "#b3472d", "#33658a", "#22303c", "#b4bec7"
# The largest disc, in square points.
LARGEST = 900.0
FOOTNOTE = (
    "Importance: share of what differs between answers that goes with the driver (relative "
    "weights, 95% interval). Associational, not causal.\nDisc: margin of the last 12 months of "
    "customers who ever rated it 1 or 2. Dashed: means of the drivers."
)


class NothingToDrawError(Exception):
    """No driver has a share yet: too few answers."""


def draw(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    """Write the picture of `marts.experience_drivers`, one panel an outcome; returns the panels.

    The format is that of the ending of `target`: svg, png or pdf. Raises NothingToDrawError.
    """
    drivers = connection.execute(queries.text(__file__, "drivers_drawn.sql")).df()
    shown = [outcome for outcome in OUTCOMES if (drivers["outcome"] == outcome).any()]
    if not shown:
        raise NothingToDrawError("No driver has a share yet: too few people answered.")
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "customer360", "font.size": 9, "text.color": INK})
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(
        1, len(shown), figsize=(4.6 * len(shown), 5.2), sharey=True, squeeze=False
    )
    low, high = drivers["performance"].min(), drivers["performance"].max()
    most = float(drivers["stake"].max())
    room = max(0.25 * (high - low), 0.15)
    for panel, outcome in zip(panels[0], shown, strict=True):
        _panel(panel, OUTCOMES[outcome], drivers[drivers["outcome"] == outcome], most)
        panel.set_xlim(low - room, high + 1.6 * room)
        panel.set_ylim(-4, drivers["high"].max() * 1.12)
    panels[0][0].set_ylabel("importance: share of R², %")
    figure.suptitle("What to mend first: importance against performance", x=0.02, ha="left")
    figure.text(0.02, 0.015, FOOTNOTE, fontsize=7.5, va="bottom")
    figure.tight_layout(rect=(0, 0.08, 1, 0.98))
    private.write(target, "")
    figure.savefig(target, dpi=150, metadata={"Date": None} if target.suffix == ".svg" else None)
    pyplot.close(figure)
    return len(shown)


def _panel(panel: object, title: str, drivers: pd.DataFrame, most: float) -> None:
    """One outcome. First to mend: important above the mean, performing below it."""
    from matplotlib.axes import Axes

    assert isinstance(panel, Axes)
    middle, usual = drivers["performance"].mean(), drivers["importance"].mean()
    panel.axvline(middle, color=FAINT, linestyle="--", linewidth=1, zorder=0)
    panel.axhline(usual, color=FAINT, linestyle="--", linewidth=1, zorder=0)
    first = (drivers["importance"] >= usual) & (drivers["performance"] <= middle)
    colours = [FIRST if is_first else OTHER for is_first in first]
    spread = [drivers["importance"] - drivers["low"], drivers["high"] - drivers["importance"]]
    panel.errorbar(
        drivers["performance"],
        drivers["importance"],
        yerr=[part.clip(lower=0) for part in spread],
        fmt="none",
        ecolor=FAINT,
        zorder=1,
    )
    sizes = 20 + LARGEST * drivers["stake"] / max(most, 1.0)
    panel.scatter(
        drivers["performance"], drivers["importance"], s=sizes, c=colours, alpha=0.85, zorder=2
    )
    for name, across, up, size in zip(
        drivers["driver"], drivers["performance"], drivers["importance"], sizes, strict=True
    ):
        right = (drivers["performance"] > across) & (drivers["performance"] < across + 0.25)
        is_crowded = bool((right & ((drivers["importance"] - up).abs() < 6)).any())
        panel.annotate(
            name.replace("_", " "),
            (across, up),
            xytext=(-(size**0.5) / 2 - 3 if is_crowded else size**0.5 / 2 + 3, 3),
            textcoords="offset points",
            ha="right" if is_crowded else "left",
        )
    panel.text(0.02, 0.985, "mend first", transform=panel.transAxes, color=FIRST, va="top")
    panel.set_title(f"{title}  n = {int(drivers['responses'].iloc[0]):,}", loc="left", fontsize=10)
    panel.set_xlabel("performance: mean rating, 1 to 5")
    panel.spines[["top", "right"]].set_visible(False)
