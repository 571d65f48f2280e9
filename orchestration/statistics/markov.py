"""What each channel adds: removal effects in a first-order Markov chain of touchpoints.

Anderl, Becker, von Wangenheim & Schumann (2016), Mapping the Customer Journey: Lessons Learned
from Graph-Based Online Attribution Modeling, International Journal of Research in Marketing 33(3).
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from orchestration import queries
from orchestration.learnt import Learnt
from orchestration.statistics.propensity import Floats
from orchestration.statistics.tables import replace_table

# Paths that ended in a conversion, and those of the touches that led to none.
_TRANSITIONS = queries.text(__file__, "transitions.sql")


def write(connection: duckdb.DuckDBPyConnection, learnt: Learnt | None = None) -> int:
    """Write `statistics.channel_removal_effects`, one row per channel; returns how many."""
    learnt = learnt or Learnt(date.max)
    effects = learnt.of("removal_effects", lambda: _effects(connection))
    replace_table(
        connection,
        "channel_removal_effects",
        {"channel": "varchar", "removal_effect": "double"},
        {
            "channel": np.array(list(effects), dtype=str),
            "removal_effect": np.array(list(effects.values()), dtype=np.float64),
        },
    )
    return len(effects)


def _effects(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """What each channel adds, in alphabetical order."""
    found = connection.execute(_TRANSITIONS).fetchnumpy()
    origins, goals = (np.asarray(found[name]).astype(str) for name in ("origin", "goal"))
    channels = sorted({*origins.tolist(), *goals.tolist()} - {"(start)", "(won)", "(lost)"})
    states = ["(start)", *channels, "(won)", "(lost)"]
    place = {state: number for number, state in enumerate(states)}
    moves = np.zeros((len(states), len(states)))
    at = ([place[name] for name in origins], [place[name] for name in goals])
    moves[at] = np.asarray(found["moves"], dtype=float)
    return dict(zip(channels, removal_effects(moves).tolist(), strict=True))


def removal_effects(moves: Floats) -> Floats:
    """1 - P(won without the channel) / P(won), shape (channels,).

    `moves` counts moves between states, shape (channels + 3,) squared: start, the channels, won,
    lost. A removed channel loses whoever reaches it. All zero when nothing was ever won.
    """
    channels = moves.shape[0] - 3
    base = _chance_of_winning(moves, None)
    if base <= 0.0:
        return np.zeros(channels)
    chances = [_chance_of_winning(moves, removed) for removed in range(1, channels + 1)]
    return 1.0 - np.array(chances) / base


def _chance_of_winning(moves: Floats, removed: int | None) -> float:
    totals = moves.sum(axis=1, keepdims=True)
    odds = np.divide(moves, totals, out=np.zeros_like(moves), where=totals > 0)
    if removed is not None:
        odds[:, removed] = 0.0
    transient = odds[:-2, :-2]
    won = odds[:-2, -2]
    chances = np.linalg.solve(np.eye(len(transient)) - transient, won)
    return float(chances[0])
