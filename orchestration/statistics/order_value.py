"""What customers who order when they like are still worth, by BG/NBD and Gamma-Gamma. In weeks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy import stats

from orchestration import queries
from orchestration.learnt import Learnt
from orchestration.statistics import bg_nbd, spending
from orchestration.statistics.correction import UNCORRECTED, Correction
from orchestration.statistics.tables import usable
from orchestration.statistics.value_policy import ValuePolicy

Floats = NDArray[np.float64]
YEAR_WEEKS = 365.25 / 7
# The interval of a lifetime value holds 80 of 100 customers.
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class OrderHistories:
    """Everybody who ever ordered; arrays of shape (customers,), worth as margin.

    Several orders of one day are one purchase; `mean_value` is nan where no margin is known.
    """

    customer_id: NDArray[np.object_]
    histories: bg_nbd.Histories
    purchases: Floats
    mean_value: Floats
    # What came after the day, for walking back in time: nan where nothing has.
    days_to_next: Floats


@dataclass(frozen=True)
class OrderValue:
    """What is to come, per customer; nan where it is not known. All of shape (customers,)."""

    customer_id: NDArray[np.object_]
    p_alive: Floats
    expected_purchases_12m: Floats
    clv: Floats
    clv_low: Floats
    clv_high: Floats
    churn_risk: Floats


def read(connection: duckdb.DuckDBPyConnection, as_of: date) -> OrderHistories:
    """The orders in `conformed.purchases` until `as_of`, a row per customer.

    In order of what they bought, so that sums do not depend on the numbers of customers.
    """
    found = connection.execute(
        queries.filled(
            __file__,
            "purchases_of_customers.sql",
            usable=usable(connection, "conformed.purchases"),
        ),
        {"day": as_of},
    ).fetchnumpy()
    purchases = np.asarray(found["purchases"], dtype=np.float64)
    return OrderHistories(
        np.asarray(found["customer_id"], dtype=object),
        bg_nbd.Histories(purchases - 1, np.asarray(found["recency"]), np.asarray(found["age"])),
        purchases,
        np.ma.filled(np.ma.asarray(found["mean_value"], dtype=np.float64), np.nan),
        np.ma.filled(np.ma.asarray(found["days_to_next"], dtype=np.float64), np.nan),
    )


def value(
    known: OrderHistories,
    policy: ValuePolicy,
    correction: Correction = UNCORRECTED,
    learnt: Learnt | None = None,
) -> tuple[OrderValue, bg_nbd.BuyingModel | None]:
    """What is to come, and the model it rests on: None, and all nan, where too few came back.

    `correction` is what walking back has taught about the chances of losing customers; `learnt`
    what this day has learnt already.
    """
    of, unknown = known.histories, np.full(len(known.purchases), np.nan)
    learnt = learnt or Learnt(date.max)
    buying = learnt.of("buying", lambda: _buying(known))
    if buying is None:
        return OrderValue(known.customer_id, *[unknown] * 6), None
    model = bg_nbd.BuyingModel(**buying)
    spent = learnt.of("spending", lambda: _spending(known))
    # Where nobody's margin is known, how often they come back is known all the same.
    worth = unknown
    if spent is not None:
        worth = spending.SpendingModel(**spent).expected(known.purchases, known.mean_value)
    alive = model.p_alive(of)
    totals = [model.expected_purchases(of, YEAR_WEEKS * n) for n in range(1, policy.years + 1)]
    yearly = np.diff(np.stack([np.zeros_like(alive), *totals]), axis=0)
    # What comes in a year comes in the middle of it.
    worth = np.where(np.isnan(known.mean_value), np.nan, worth)
    clv = worth * ((1 + policy.discount) ** -(np.arange(policy.years) + 0.5) @ yearly)
    low, high = _spread(model, of, alive, totals[-1])
    return (
        OrderValue(
            known.customer_id,
            # One purchase proves nothing: the model would say 1.
            np.where(of.repeats > 0, alive, np.nan),
            totals[0],
            clv,
            clv * low,
            clv * high,
            correction.applied(churn_risk(model, of, policy)),
        ),
        model,
    )


def _buying(known: OrderHistories) -> dict[str, float] | None:
    try:
        return asdict(bg_nbd.fit(known.histories))
    except bg_nbd.NotEnoughBuyersError:
        return None


def _spending(known: OrderHistories) -> dict[str, float] | None:
    try:
        return asdict(spending.fit(known.purchases, known.mean_value))
    except ValueError:
        return None


def churn_risk(model: bg_nbd.BuyingModel, of: bg_nbd.Histories, policy: ValuePolicy) -> Floats:
    """The chance that the silence since the last purchase becomes a loss within a year: that
    nothing is bought until the day of the loss, if it lies within the year."""
    weeks_left = policy.lost_days / 7 - (of.age - of.recency)
    silent = model.p_no_purchase(of, np.maximum(weeks_left, 0.0))
    return np.where(weeks_left < 0, 1.0, np.where(weeks_left <= YEAR_WEEKS, silent, 0.0))


def _spread(
    model: bg_nbd.BuyingModel, of: bg_nbd.Histories, alive: Floats, expected: Floats
) -> tuple[Floats, Floats]:
    """The quantiles LOW and HIGH of the number of purchases, as shares of the expected number.

    Whoever still buys does so a negative binomial number of times (gamma rates, Poisson counts),
    with the expected number that allows for dropping out; whoever does not, never. What a purchase
    is worth is taken as known.
    """
    size = model.r + of.repeats
    alive, expected = np.maximum(alive, 1e-12), np.maximum(expected, 1e-12)
    chance = size / (size + expected / alive)

    def share(quantile: float) -> Floats:
        among_alive = np.clip((quantile - 1 + alive) / alive, 0.0, 1.0)
        negative_binomial = stats.nbinom  # type: ignore[attr-defined]
        purchases: Floats = negative_binomial.ppf(among_alive, size, chance)
        return np.maximum(purchases, 0.0) / expected

    return share(LOW), share(HIGH)
