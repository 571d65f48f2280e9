"""What customers are still worth and how likely they are to be lost, over all lines of business.

Orders come when the customer likes: `order_value`. Contracts are cut short at a rate a year of
cover, or reach their last day and are renewed or not: both as seen so far, per product, drawn
towards those of all products. Terms cut short are known sooner than those that run to their end: a
share of the terms that have ended would take customers of a young book for less faithful than they
are.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from orchestration import queries
from orchestration.learnt import Learnt
from orchestration.statistics import bg_nbd, calibration, order_value, value_policy
from orchestration.statistics.correction import Correction
from orchestration.statistics.order_value import HIGH, LOW
from orchestration.statistics.tables import replace_table, usable

_TYPES = {
    "customer_id": "varchar",
    "p_alive": "double",
    "expected_purchases_12m": "double",
    "clv": "double",
    "clv_low": "double",
    "clv_high": "double",
    "churn_risk": "double",
}
# A product's own rates count like this many terms, or years of cover, of those of all products.
_PRIOR_TERMS = 20


@dataclass(frozen=True)
class ValueSummary:
    """How many customers were valued; `model` is None where too few came back to fit one."""

    customers: int
    model: bg_nbd.BuyingModel | None


def write(
    connection: duckdb.DuckDBPyConnection, as_of: date, learnt: Learnt | None = None
) -> ValueSummary:
    """Write `statistics.customer_value_scores`, one row per customer who ever bought,
    `statistics.line_risks`, one per customer and line of business, and
    `statistics.churn_calibration`.

    Reads `conformed.purchases`, `conformed.contracts` and the policies in force on `as_of`. Where
    too few customers came back to fit a model, what they are worth is null. `learnt` is what this
    day has learnt already.
    """
    learnt = learnt or Learnt(as_of)
    policy = value_policy.read(connection, as_of)
    past = calibration.Past(connection, as_of, policy)
    calibration.write(connection, past)
    known = order_value.read(connection, as_of)
    correction = Correction(**learnt.of("correction", lambda: asdict(past.correction())))
    ordered, model = order_value.value(known, policy, correction, learnt)
    replace_table(connection, "order_value", _TYPES, vars(ordered))
    contracts = usable(connection, "conformed.contracts")
    purchases = usable(connection, "conformed.purchases")
    ended = learnt.of(
        "contract_ends", lambda: _ended(connection, contracts, as_of, policy.grace_days)
    )
    connection.execute(
        _CONTRACT_VALUE.replace("{contracts}", contracts),
        {
            "products": [one[0] for one in ended],
            "reached": [one[1] for one in ended],
            "renewals": [one[2] for one in ended],
            "cut_short": [one[3] for one in ended],
            "covered_years": [one[4] for one in ended],
            "day": as_of,
            "discount": policy.discount,
            "years": policy.years,
            "grace_days": policy.grace_days,
            "prior": _PRIOR_TERMS,
            "low": LOW,
            "high": HIGH,
        },
    )
    connection.execute(_TOGETHER.replace("{purchases}", purchases))
    connection.execute(_LINE_RISKS.replace("{purchases}", purchases))
    connection.execute("drop table statistics.order_value")
    connection.execute("drop table contract_value")
    rows = connection.execute("select count(*) from statistics.customer_value_scores").fetchall()
    return ValueSummary(int(rows[0][0]), model)


def _ended(
    connection: duckdb.DuckDBPyConnection, contracts: str, as_of: date, grace_days: int
) -> list[tuple[str, int, int, int, float]]:
    """Of each product, the terms that reached their last day, how many of these were renewed, how
    many were cut short, and the years of cover seen."""
    return connection.execute(
        _CONTRACT_ENDS.replace("{contracts}", contracts), {"day": as_of, "grace_days": grace_days}
    ).fetchall()


# The worth of renewals counts from the day the cover ends.
_CONTRACT_ENDS = queries.text(__file__, "contract_ends.sql")
_CONTRACT_VALUE = queries.text(__file__, "contract_value.sql")

# Worth adds up over lines; a customer is lost when every line has lost them.
_TOGETHER = queries.text(__file__, "value_together.sql")
_LINE_RISKS = queries.text(__file__, "line_risks.sql")
