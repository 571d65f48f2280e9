"""An explanation as a waterfall: from what is believed beforehand, field by field, to the weight.

Drawn by hand as SVG, so that it opens anywhere without a network, and wrapped in a page of HTML.
Names fields and weights, never values.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from orchestration.identity.explaining.explain import Explanation

WIDTH, LEFT, RIGHT, ROW, TOP = 900, 330, 70, 30, 84
_UP, _DOWN, _ALL, _INK, _SOFT = "#2e7d4f", "#b3402e", "#33506b", "#1d2733", "#66727f"
_FONT = 'font-family="Helvetica, Arial, sans-serif"'


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall, in bits: from `start` to `end`; a total starts at nought."""

    label: str
    detail: str
    start: float
    end: float
    is_total: bool = False

    @property
    def weight(self) -> float:
        return self.end - self.start


def bars(found: Explanation) -> tuple[Bar, ...]:
    """The steps: what was believed before, the fields from the weightiest on, the sum."""
    steps = [Bar("before any evidence", "", 0.0, found.prior)]
    for field in sorted(found.weights, key=lambda name: -abs(found.weights[name])):
        start = steps[-1].end
        steps.append(Bar(field, found.levels[field], start, start + found.weights[field]))
    return (*steps, Bar("together", "", 0.0, found.weight, is_total=True))


def verdict(found: Explanation) -> str:
    """The answer in a sentence or two."""
    if found.is_linked:
        return f"One customer, {found.customer_a}."
    return f"Two customers, {found.customer_a} and {found.customer_b}. {found.why_not}"


def svg(found: Explanation) -> str:
    """The waterfall as an SVG of 900 points' width."""
    steps = bars(found)
    low = min(0.0, found.threshold, *(min(s.start, s.end) for s in steps))
    high = max(0.0, found.threshold, *(max(s.start, s.end) for s in steps))
    scale = (WIDTH - LEFT - RIGHT) / max(high - low, 1.0)
    bottom = TOP + ROW * len(steps)

    def x(bits: float) -> float:
        return round(LEFT + (bits - low) * scale, 1)

    def text(at: float, y: float, said: str, **style: str) -> str:
        given = {"font_size": "13", "fill": _INK, "stroke": "white", "stroke_width": "4"}
        given |= {"paint_order": "stroke"} | style
        attributes = " ".join(f'{k.replace("_", "-")}="{v}"' for k, v in given.items())
        return f'<text x="{at}" y="{y}" {_FONT} {attributes}>{escape(said)}</text>'

    def line(bits: float, colour: str, dash: str) -> str:
        return (
            f'<line x1="{x(bits)}" y1="{TOP - 8}" x2="{x(bits)}" y2="{bottom}" '
            f'stroke="{colour}" stroke-dasharray="{dash}"/>'
        )

    parts = [
        text(16, 28, f"{found.record_a}  and  {found.record_b}", font_size="17",
             font_weight="bold"),
        text(16, 50, "One customer" if found.is_linked else "Two customers", fill=_SOFT),
        line(0.0, "#c9d1d9", "none"),
        line(found.threshold, _ALL, "5 4"),
        text(x(found.threshold) + 5, TOP - 14, f"links from {found.threshold:+.1f} bits",
             font_size="12", fill=_ALL),
    ]  # fmt: skip
    for n, step in enumerate(steps):
        y = TOP + ROW * n
        left, right = sorted((x(step.start), x(step.end)))
        colour = _ALL if step.is_total else _UP if step.weight >= 0 else _DOWN
        bold = {"font_weight": "bold"} if step.is_total else {}
        name = f"{step.label}: {step.detail}" if step.detail else step.label
        parts += [
            text(LEFT - 14, y + 19, name, text_anchor="end", **bold),
            f'<rect x="{left}" y="{y + 5}" width="{max(right - left, 1.5):.1f}" '
            f'height="{ROW - 10}" rx="2" fill="{colour}"/>',
            text(right + 6, y + 19, f"{step.weight:+.1f}", fill=colour, **bold),
        ]
        if n + 2 < len(steps):  # where the next field takes over
            parts.append(
                f'<line x1="{x(step.end)}" y1="{y + ROW - 5}" x2="{x(step.end)}" '
                f'y2="{y + ROW + 5}" stroke="{_SOFT}"/>'
            )
    height = bottom + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img">'
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>{"".join(parts)}</svg>\n'
    )


def html(found: Explanation) -> str:
    """The waterfall with the path and what would change the answer, as one page."""
    path = "".join(
        f"<li>{escape(step.record_a)} — {escape(step.record_b)}, {escape(step.matched_by)}: "
        f"{step.weight:+.1f} bits"
        + (" <b>(the weakest link)</b>" if step == found.weakest and len(found.path) > 1 else "")
        + "</li>"
        for step in found.path
    )
    changes = "".join(f"<li>{escape(sentence)}</li>" for sentence in found.changes)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(found.record_a)} and {escape(found.record_b)}</title>"
        "<style>body{font:16px/1.5 Helvetica,Arial,sans-serif;color:#1d2733;max-width:920px;"
        "margin:2rem auto;padding:0 1rem}svg{max-width:100%;height:auto}h1{font-size:1.4rem}"
        "h2{font-size:1.1rem}</style></head><body>"
        f"<h1>{escape(verdict(found))}</h1>{svg(found)}"
        + (f"<h2>How the two hang together</h2><ol>{path}</ol>" if path else "")
        + f"<h2>What would change the answer</h2><ul>{changes}</ul></body></html>\n"
    )
