"""The flow of journeys towards one goal, drawn from `journey_transitions`: an arc for every move.

Wattenberg (2002), Arc Diagrams: Visualizing Structure in Strings. Steps stand below each other in
the order of the policy, outcomes last; an arc is as wide as journeys made the move and as red as
they were problem journeys. Reads two published marts and draws nothing that fewer than one in a
hundred journeys did.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb

from orchestration import private

# Of all journeys of the goal; rarer moves are left out.
RAREST = 0.01
ROW, LEFT, WIDEST = 40, 250, 26.0
GOOD, PROBLEM, INK = (0x33, 0x65, 0x8A), (0xB3, 0x47, 0x2D), "#22303c"


class NothingToDrawError(Exception):
    """No journey of that goal has ended."""


@dataclass(frozen=True)
class Move:
    """A move from step to step: journeys that made it, and their share with a problem, 0 to 1."""

    origin: str
    target: str
    journeys: int
    share_problem: float
    median_hours: float | None


def draw(connection: duckdb.DuckDBPyConnection, goal: str, target: Path) -> int:
    """Write the flow of the goal as SVG; returns the moves drawn.

    Raises NothingToDrawError where no journey of the goal has ended.
    """
    drawn, moves = picture(connection, goal)
    private.write(target, drawn)
    return moves


def picture(
    connection: duckdb.DuckDBPyConnection, goal: str, marts: str = "marts"
) -> tuple[str, int]:
    """The flow of the goal as SVG, and how many moves are in it; `marts` is the marts' schema.

    Raises NothingToDrawError where no journey of the goal has ended.
    """
    steps = connection.execute(
        f"select step, taken, journeys from {marts}.journey_conformance "
        "where goal = ? and taken > 0 order by position, step",
        [goal],
    ).fetchall()
    if not steps:
        goals = connection.execute(
            f"select distinct goal from {marts}.journey_conformance order by goal"
        ).fetchall()
        known = ", ".join(name for (name,) in goals) or "none yet"
        raise NothingToDrawError(f"No journey towards {goal!r} has ended. Goals: {known}.")
    moves = [
        Move(*row)
        for row in connection.execute(
            "select from_step, to_step, journeys, share_problem, median_hours "
            f"from {marts}.journey_transitions where goal = ? and journeys >= ? "
            "order by journeys desc, from_step, to_step",
            [goal, RAREST * steps[0][2]],
        ).fetchall()
    ]
    outcomes = sorted({move.target for move in moves if move.target.startswith("outcome: ")})
    counts = {step: taken for step, taken, _ in steps}
    for move in moves:
        if move.target in outcomes:
            counts[move.target] = counts.get(move.target, 0) + move.journeys
    names = [step for step, _, _ in steps] + outcomes
    return _svg(goal, names, counts, moves, steps[0][2]), len(moves)


def _svg(
    goal: str, names: list[str], counts: dict[str, int], moves: list[Move], journeys: int
) -> str:
    height = {name: 70 + ROW * number for number, name in enumerate(names)}
    # Wide enough for the line at the foot.
    width = max(540.0, LEFT + 80 + max((_reach(height, move) for move in moves), default=0))
    bottom = 70 + ROW * len(names)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{bottom + 30}" '
        f'viewBox="0 0 {width:.0f} {bottom + 30}" role="img" aria-label="Flow of journeys" '
        f'font-family="sans-serif" font-size="13" fill="{INK}">',
        f'<text x="16" y="28" font-size="16">{escape(goal)}: {journeys:,} ended journeys</text>',
    ]
    # The widest first, so that no thin one is hidden.
    parts += [_arc(height, move, journeys) for move in moves if move.origin != move.target]
    again = {move.origin: move.journeys for move in moves if move.origin == move.target}
    for name in names:
        label = f"{name.replace('_', ' ')} · {counts[name]:,}"
        if name in again:
            label += f" ({again[name]:,} again)"
        parts.append(
            f'<text x="{LEFT - 14}" y="{height[name] + 4}" text-anchor="end">{escape(label)}</text>'
            f'<circle cx="{LEFT}" cy="{height[name]}" r="5"/>'
        )
    parts.append(
        f'<text x="16" y="{bottom + 12}" font-size="11">Width: journeys that made the move. '
        "Red: problem journeys. Dashed: back to an earlier step.</text></svg>\n"
    )
    return "\n".join(parts)


def _reach(height: dict[str, int], move: Move) -> float:
    """How far to the right an arc goes."""
    return 0.5 * abs(height[move.target] - height[move.origin]) + 20


def _arc(height: dict[str, int], move: Move, journeys: int) -> str:
    top, end = height[move.origin], height[move.target]
    reach = LEFT + _reach(height, move) * 4 / 3
    colour = "#" + "".join(
        f"{round(good + (bad - good) * move.share_problem):02x}"
        for good, bad in zip(GOOD, PROBLEM, strict=True)
    )
    dashes = ' stroke-dasharray="5 4"' if end < top else ""
    title = f"{move.origin} to {move.target}: {move.journeys:,} journeys, "
    title += f"{move.share_problem:.0%} with a problem"
    if move.median_hours is not None:
        title += f", {move.median_hours:,.1f} h in the median"
    return (
        f'<path d="M{LEFT},{top} C{reach:.0f},{top} {reach:.0f},{end} {LEFT},{end}" fill="none" '
        f'stroke="{colour}" stroke-opacity="0.7"{dashes} '
        f'stroke-width="{max(1.0, WIDEST * move.journeys / journeys):.1f}">'
        f"<title>{escape(title)}</title></path>"
    )
