"""What customers are still worth and how likely they are to be lost, over all lines of business.

Orders come when the customer likes: `order_value`. Contracts end on a day and are renewed or not:
the share of terms renewed so far, per product, drawn towards that of all products.
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
# A product's own renewal rate counts like this many terms of the rate of all products.
_PRIOR_TERMS = 20


@dataclass(frozen=True)
class ValueSummary:
    """How many customers were valued; `model` is None where too few came back to fit one."""

    customers: int
    model: bg_nbd.BuyingModel | None


def write(
    connection: duckdb.DuckDBPyConnection, as_of: date, learnt: Learnt | None = None
) -> ValueSummary:
    """Write `statistics.customer_value_scores`, one row per customer who ever bought, and
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
    ended = learnt.of("renewals", lambda: _ended(connection, contracts, as_of, policy.grace_days))
    connection.execute(
        _CONTRACT_VALUE.replace("{contracts}", contracts),
        {
            "products": [product for product, _, _ in ended],
            "terms": [terms for _, terms, _ in ended],
            "renewals": [renewals for _, _, renewals in ended],
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
    connection.execute("drop table statistics.order_value")
    connection.execute("drop table contract_value")
    rows = connection.execute("select count(*) from statistics.customer_value_scores").fetchall()
    return ValueSummary(int(rows[0][0]), model)


def _ended(
    connection: duckdb.DuckDBPyConnection, contracts: str, as_of: date, grace_days: int
) -> list[tuple[str, int, int]]:
    """Of each product, the terms that have ended and how many of them were renewed."""
    return connection.execute(
        f"""
        select product, count(*), count(renewed_by)
        from {contracts}
        where ended_on + cast($grace_days as integer) < $day
        group by product
        order by product
        """,
        {"day": as_of, "grace_days": grace_days},
    ).fetchall()


# The chance that a contract is renewed k times running is rate ** k; the worth of renewals counts
# from the day the cover ends.
_CONTRACT_VALUE = queries.text(__file__, "contract_value.sql")

# Worth adds up over lines; a customer is lost when every line has lost them.
_TOGETHER = queries.text(__file__, "value_together.sql")
