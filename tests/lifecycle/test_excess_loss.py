"""Interactions that drive customers away, in a company where it is known which do and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.conftest import settings_in
from tests.modelled import modelled

FIRST, AS_OF = date(2023, 11, 1), date(2026, 10, 31)
LOSSES = "interaction_comparisons interaction_losses"
MODELS = f"interaction_kinds journey_limits book_landmarks interaction_exposures {LOSSES}"
# Chance a month that it meets a customer, whether it rather meets who buys often, and the chance
# that it is the last thing that they ever have to do with the company.
PLANTED = {
    "harmless": (0.010, False, 0.00),
    "harmless_to_buyers": (0.020, True, 0.00),
    "rare_and_bad": (0.003, False, 0.40),
    "mild": (0.010, False, 0.06),
    "common_and_mild": (0.030, True, 0.05),
    "bad": (0.012, False, 0.25),
    "bad_to_buyers": (0.015, True, 0.30),
    "worst": (0.020, False, 0.40),
    "moderate": (0.012, True, 0.12),
    "somewhat": (0.015, False, 0.14),
}


@dataclass(frozen=True)
class Company:
    """What the models read, as frames, and how many each interaction drove away."""

    interactions: pd.DataFrame
    purchases: pd.DataFrame
    tenures: pd.DataFrame
    driven_away: dict[str, int]


def simulated(customers: int = 9_000, seed: int = 4) -> Company:
    """Customers who buy at a pace of their own until they stop, some because of what they met."""
    rng = np.random.default_rng(seed)
    met, bought, seen, stays = [], [], [], []
    driven = dict.fromkeys(PLANTED, 0)
    names = list(PLANTED)
    rates = np.array([PLANTED[name][0] for name in names])
    buyers = np.array([PLANTED[name][1] for name in names])
    harm = np.array([PLANTED[name][2] for name in names])
    for number in range(customers):
        customer = f"C{number:05}"
        often = bool(rng.random() < 0.5)
        day = FIRST + timedelta(int(rng.integers(0, 700)))
        days = [day]
        pace = 0.55 if often else 0.2
        leaves = False
        while not leaves and day < AS_OF - timedelta(31):
            if rng.random() < 0.6:
                seen.append((customer, "product_view", day))
            for k in np.flatnonzero(
                rng.random(len(names)) < rates * np.where(buyers & often, 2, 1)
            ):
                if leaves:
                    break
                met.append((customer, names[k], day + timedelta(int(rng.integers(0, 25)))))
                if rng.random() < harm[k]:
                    leaves = True
                    driven[names[k]] += met[-1][2] + timedelta(395) < AS_OF
            day += timedelta(30)
            if not leaves and rng.random() < pace:
                days.append(day + timedelta(int(rng.integers(0, 5))))
            leaves = leaves or rng.random() < (0.016 if often else 0.024)
        bought.extend((customer, one) for one in days)
        # Silence of a year is a loss; who comes back after it begins anew.
        start = last = days[0]
        for one in [*days[1:], None]:
            lost = last + timedelta(366)
            if one is None or one >= lost:
                stays.append((customer, start, lost if lost <= AS_OF else None))
                start = one
            last = one
    return Company(
        pd.DataFrame(met + seen, columns=["customer_id", "interaction_type", "occurred_at"]),
        pd.DataFrame(bought, columns=["customer_id", "purchased_on"]),
        pd.DataFrame(stays, columns=["customer_id", "starts_on", "lost_on"]),
        driven,
    )


@pytest.fixture(scope="module")
def company() -> Company:
    return simulated()


@pytest.fixture(scope="module")
def found(
    company: Company, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        for name in ("interactions", "purchases", "tenures"):
            connection.register(name, getattr(company, name))
        connection.execute(
            """
            create table conformed.interactions as
            select customer_id, interaction_type, occurred_at::timestamp as occurred_at,
                'inbound' as direction
            from interactions;
            create table conformed.purchases as
            select customer_id, purchased_on::date as purchased_on from purchases;
            create table conformed.customer_tenures as
            select customer_id, 'enterprise' as line_of_business, true as is_current,
                starts_on::date as starts_on, lost_on::date as lost_on
            from tenures;
            create table conformed.months as
            select month::date as month, last_day(month) as month_end
            from range(date '2023-11-01', date '2026-11-01', interval 1 month) as months (month);
            create table conformed.book_positions as
            select customer_id as segment_customer_id, line.line as line_of_business, month,
                100.0::decimal(18, 2) as value
            from conformed.customer_tenures
            join conformed.months on month_end >= starts_on
                and (lost_on is null or month_end < lost_on)
            cross join (values ('retail'), ('enterprise')) as line (line)
            """
        )

    settings = settings_in(tmp_path_factory.mktemp("excess"))
    with modelled(settings, MODELS, fill) as connection:
        yield connection


def test_the_order_of_what_drives_customers_away_is_the_true_one(
    company: Company, found: duckdb.DuckDBPyConnection
) -> None:
    frame = found.execute(
        "select interaction_type, excess_losses, hazard_ratio, hazard_ratio_low, "
        "hazard_ratio_high, lost_of_exposed from conformed.interaction_losses"
    ).df()
    frame["truth"] = frame.interaction_type.map(company.driven_away)
    assert set(frame.interaction_type) == set(PLANTED)
    ranks = frame[["excess_losses", "truth", "lost_of_exposed"]].rank()
    assert ranks.excess_losses.corr(ranks.truth) >= 0.9, frame
    unharmed = frame[frame.interaction_type.isin(["harmless", "harmless_to_buyers"])]
    assert (unharmed.hazard_ratio_low < 1.1).all(), frame
    harmful = frame[frame.interaction_type.isin(["worst", "bad", "bad_to_buyers"])]
    assert (harmful.hazard_ratio_low > 1).all(), frame


# Coronary deaths of British doctors by age (Doll & Hill 1966): deaths and person-years of smokers,
# then of the others. Statistical software prints the pooled rate ratio 1.424682 (1.154703 to
# 1.757784) for them.
DOCTORS = (
    (32, 52_407, 2, 18_790),
    (104, 43_248, 12, 10_673),
    (206, 28_612, 28, 5_710),
    (186, 12_663, 28, 2_585),
    (102, 5_317, 31, 1_462),
)


def followed(deaths: int, years: int) -> Iterator[tuple[date, date | None]]:
    """Month ends and losses of as many as make the deaths and, a day for a year, the time."""
    for _ in range(deaths):
        yield AS_OF - timedelta(90), AS_OF - timedelta(89)
    left = years - deaths
    while left:
        days = min(left, 90)
        yield AS_OF - timedelta(days), None
        left -= days


def test_the_ratio_and_its_interval_are_those_that_are_published(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = [
        (f"{age} {exposed} {n}", f"age {age}", month_end, lost_on, exposed)
        for age, (deaths, years, deaths_0, years_0) in enumerate(DOCTORS)
        for exposed, (d, y) in (("yes", (deaths, years)), ("no", (deaths_0, years_0)))
        for n, (month_end, lost_on) in enumerate(followed(d, y))
    ]
    # Whoever met it in the months before is on neither side, lost or not.
    rows += [(f"before {n}", "age 0", *one, "before") for n, one in enumerate(followed(500, 900))]
    doctors = pd.DataFrame(
        rows, columns=["customer_id", "stratum", "month_end", "lost_on", "exposed"]
    )

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        connection.register("doctors", doctors)
        connection.execute(
            """
            create table conformed.book_landmarks as
            select customer_id, date '2026-07-01' as month, month_end::date as month_end,
                lost_on::date as lost_on, stratum, 100.0::decimal(18, 2) as value,
                true as is_comparable
            from doctors;
            create table conformed.interaction_exposures as
            select customer_id, date '2026-07-01' as month, 'smoking' as interaction_type,
                exposed = 'yes' as is_exposed
            from doctors where exposed <> 'no'
            """
        )

    settings = settings_in(tmp_path_factory.mktemp("doctors"))
    with modelled(settings, f"journey_limits {LOSSES}", fill) as connection:
        found = connection.execute(
            "select hazard_ratio, hazard_ratio_low, hazard_ratio_high, lost_of_exposed, "
            "excess_losses, excess_losses_low, excess_losses_high from conformed.interaction_losses"
        ).fetchall()
    ratio, low, high = 1.424682, 1.154703, 1.757784
    lost = sum(deaths for deaths, *_ in DOCTORS)
    assert found == [
        pytest.approx(
            (ratio, low, high, lost, *(lost * (1 - 1 / one) for one in (ratio, low, high))),
            rel=2e-6,
        )
    ]


def test_what_everybody_passes_is_no_priority(found: duckdb.DuckDBPyConnection) -> None:
    kinds = found.execute(
        "select count(*) from conformed.interaction_losses "
        "join rules.interaction_kinds using (interaction_type)"
    ).fetchall()
    assert kinds == [(0,)]
