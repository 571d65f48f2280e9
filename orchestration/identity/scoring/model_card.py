"""What a model was learnt on and what it believes, as a page and two pictures, all offline."""

from __future__ import annotations

import math
from pathlib import Path

from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model


def write(model: Model, path: Path) -> Path:
    """Write `model_card.md` and `model_weights.svg` beside the model at `path`; return the card."""
    chart = path.with_name(f"{path.stem}_weights.svg")
    _chart(model, chart)
    card = path.with_name(f"{path.stem}_card.md")
    card.write_text(_page(model, chart.name), encoding="utf-8")
    return card


def _weights(model: Model) -> list[tuple[str, str, float, float, float]]:
    """comparison, level, m, u and bits of every level, best level first."""
    return [
        (c.name, level.label, m, u, math.log2(m / u))
        for c in COMPARISONS
        for level, m, u in zip(c.levels, model.m[c.name], model.u[c.name], strict=True)
    ]


def _page(model: Model, chart: str) -> str:
    card = model.card
    filled = "\n".join(f"| {name} | {share:.1%} |" for name, share in card["filled"].items())
    rows = "\n".join(
        f"| {name} | {label} | {m:.2g} | {u:.2g} | {bits:+.1f} |"
        for name, label, m, u, bits in _weights(model)
    )
    return f"""# The identity model

Learnt without labels by `customer360 identity train`, by classification EM: score, group under the
vetoes, count the levels of agreement inside and between groups, and again.

| | |
|---|---|
| records | {card["records"]:,} |
| different payloads | {model.payloads:,} |
| groups found | {card["groups"]:,} |
| two payloads may link from | {model.link_weight:+.1f} bits |
| two groups must reach on average | {model.average_weight:+.1f} bits |
| fingerprint of the data (sha256) | `{card["fingerprint"]}` |

Use it for the population it was learnt on, or one like it in fields and habits; numbers of people
may differ. It says nothing about fields that were empty in training: those keep their starting
shares. Names and birth dates tell the members of a family apart (see the vetoes), so records that
have neither are linked only on identifiers and contacts.

## How full the fields were

| field | filled |
|---|--:|
{filled}

## What each level of agreement is worth

`m`: how often records of one person stand on this level; `u`: how often two strangers do.

![Weights]({chart})

| field | level | m | u | bits |
|---|---|--:|--:|--:|
{rows}
"""


def _chart(model: Model, path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams.update({"svg.hashsalt": "customer360", "svg.fonttype": "none"})
    weights = _weights(model)
    figure, axes = pyplot.subplots(figsize=(8, 0.24 * len(weights) + 0.8), layout="constrained")
    names = [f"{name}: {label}" for name, label, *_ in weights]
    bits = [row[-1] for row in weights]
    colours = ["#2b7a4b" if value > 0 else "#b3402e" for value in bits]
    axes.barh(range(len(bits)), bits, color=colours)
    axes.set_yticks(range(len(bits)), names, fontsize=7)
    axes.invert_yaxis()
    axes.axvline(0, color="#444", linewidth=0.8)
    axes.set_xlabel("bits of evidence that two records are one person")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
