"""Were the chances of losing customers right? Fit on what a past day knew, look at what came.

What came also puts later chances right: those of today by the days asked a year ago and more, those
of a past day by what was known to have come by then. Only orders: a contract's chance is a share of
the past itself. Identity and refunds are today's, so the past knows slightly more than it did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration.statistics import bg_nbd, correction, order_value
from orchestration.statistics.correction import Correction
from orchestration.statistics.tables import replace_table
from orchestration.statistics.value_policy import ValuePolicy

# How many days, a quarter of a year apart, are shown, and how many correct a later one.
_SHOWN, _TEACHING = 4, 2
_YEAR = 365
_TYPES = {
    "as_of_on": "date",
    "decile": "integer",
    "customers": "bigint",
    "predicted": "double",
    "by_model": "double",
    "observed": "double",
}


@dataclass(frozen=True)
class WalkBack:
    """A past day's customers who were not lost yet, in order of their number: the chance that the
    model gave, and whether the loss came within a year. Both of shape (customers,)."""

    by_model: NDArray[np.float64]
    is_lost: NDArray[np.bool_]


class Past:
    """Walks back from `as_of`, to each day at most once."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, as_of: date, policy: ValuePolicy
    ) -> None:
        self._connection, self._as_of, self._policy = connection, as_of, policy
        self._asked: dict[int, WalkBack | None] = {}
        row = connection.execute(
            "select min(purchased_on) from conformed.purchases where kind = 'order'"
        ).fetchall()[0]
        self._first: date = row[0] or as_of

    def day(self, quarters: int) -> date:
        """The day so many quarters of a year back."""
        return self._as_of - timedelta(round(quarters * _YEAR / 4))

    def asked(self, quarters: int) -> WalkBack | None:
        """What a day a year back or more would have said; None where too few had come back."""
        if quarters not in self._asked:
            self._asked[quarters] = self._walk(self.day(quarters))
        return self._asked[quarters]

    def correction(self, quarters: int = 0) -> Correction:
        """What could be learnt by that day: from days whose year was over, and that looked back
        on a loss window at least: before that nobody can look lost."""
        ago = [
            nth
            for nth in range(quarters + 4, quarters + 4 + _TEACHING)
            if (self.day(nth) - self._first).days >= self._policy.lost_days
        ]
        told = [walk for walk in map(self.asked, ago) if walk is not None]
        if not told:
            return correction.UNCORRECTED
        return correction.fit(
            np.concatenate([walk.by_model for walk in told]),
            np.concatenate([walk.is_lost for walk in told]),
        )

    def _walk(self, day: date) -> WalkBack | None:
        known = order_value.read(self._connection, day)
        try:
            model = bg_nbd.fit(known.histories)
        except bg_nbd.NotEnoughBuyersError:
            return None
        silent = np.rint((known.histories.age - known.histories.recency) * 7)
        left = self._policy.lost_days - silent
        standing = left >= 0
        came_back = known.days_to_next <= left
        return WalkBack(
            order_value.churn_risk(model, known.histories, self._policy)[standing],
            (~came_back & (left < _YEAR))[standing],
        )


def write(connection: duckdb.DuckDBPyConnection, past: Past) -> int:
    """Write `statistics.churn_calibration`: customers, predicted and observed share of losses, per
    day asked and tenth of the customers by predicted chance. Returns its number of rows.

    A day counts once a year has passed since; one on which too few had come back, not at all.
    """
    columns: dict[str, list[object]] = {name: [] for name in _TYPES}
    for quarters in range(4, 4 + _SHOWN):
        if (walk := past.asked(quarters)) is None:
            break
        predicted = past.correction(quarters).applied(walk.by_model)
        # The correction keeps the order; equal chances stay in order of the customer number.
        for nth, tenth in enumerate(np.array_split(np.argsort(predicted, kind="stable"), 10)):
            if len(tenth):
                columns["as_of_on"].append(past.day(quarters))
                columns["decile"].append(nth + 1)
                columns["customers"].append(len(tenth))
                columns["predicted"].append(float(predicted[tenth].mean()))
                columns["by_model"].append(float(walk.by_model[tenth].mean()))
                columns["observed"].append(float(walk.is_lost[tenth].mean()))
    arrays = {name: np.array(values) for name, values in columns.items()}
    replace_table(connection, "churn_calibration", _TYPES, arrays)
    return len(columns["decile"])
