"""CDNOW, as `lifetimes` ships it: raw purchases of 2,357 customers, and the published results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pytest

from orchestration.statistics import bg_nbd, order_value, spending
from orchestration.statistics.order_value import OrderHistories
from tests.shipped import sample_of_cdnow, shipped

CALIBRATED, OBSERVED = date(1997, 9, 30), date(1998, 6, 30)
HOLDOUT_WEEKS = 39.0


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """The purchases as the house would have conformed them, and the shipped summary."""
    with sample_of_cdnow() as connection:
        histories = shipped("lifetimes", "datasets/cdnow_customers_summary.csv")
        amounts = shipped("lifetimes", "datasets/cdnow_customers_summary_with_transactions.csv")
        connection.execute(
            f"""
            create table summary as
            select printf('%04d', ID) as customer_id, frequency, recency, T as age
            from read_csv('{histories}');
            create table spent as from read_csv('{amounts}')
            """
        )
        yield connection


@pytest.fixture(scope="module")
def known(warehouse: duckdb.DuckDBPyConnection) -> OrderHistories:
    return order_value.read(warehouse, CALIBRATED)


@pytest.fixture(scope="module")
def model(known: OrderHistories) -> bg_nbd.BuyingModel:
    return bg_nbd.fit(known.histories)


def test_every_customers_repeats_recency_and_age_are_those_of_the_shipped_summary(
    warehouse: duckdb.DuckDBPyConnection, known: OrderHistories
) -> None:
    shipped = warehouse.execute("from summary order by customer_id").fetchnumpy()
    by_number = np.argsort(known.customer_id)
    assert len(known.customer_id) == 2357
    assert (known.customer_id[by_number] == shipped["customer_id"]).all()
    assert (known.histories.repeats[by_number] == shipped["frequency"]).all()
    assert np.abs(known.histories.recency[by_number] - shipped["recency"]).max() <= 0.005
    assert np.abs(known.histories.age[by_number] - shipped["age"]).max() <= 0.005


def test_the_parameters_are_those_of_the_paper_to_three_digits(
    known: OrderHistories, model: bg_nbd.BuyingModel
) -> None:
    """Fader, Hardie and Lee (2005), table 2."""
    found = (model.r, model.alpha, model.a, model.b)
    assert [round(value, 3) for value in found] == [0.243, 4.414, 0.793, 2.426]
    assert round(float(model.log_likelihood(known.histories).sum()), 2) == -9582.43


def test_what_a_purchase_is_worth_follows_the_published_gamma_gamma(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Fader and Hardie (2013): p 6.25, q 3.74, gamma 15.45, from those who came back."""
    spent = warehouse.execute("select x, zbar from spent where x > 0").fetchnumpy()
    found = spending.fit(spent["x"].astype(np.float64), spent["zbar"])
    assert (found.p, found.q, found.gamma) == pytest.approx((6.25, 3.74, 15.45), abs=0.011)


def test_39_more_weeks_are_forecast_as_in_the_paper_and_better_than_by_everyones_own_rate(
    warehouse: duckdb.DuckDBPyConnection, known: OrderHistories, model: bg_nbd.BuyingModel
) -> None:
    """By week 78 the paper's forecast of all repeat purchases is some 4% short, and so is ours."""
    later = order_value.read(warehouse, OBSERVED)
    came = later.histories.repeats - known.histories.repeats
    expected = model.expected_purchases(known.histories, HOLDOUT_WEEKS)
    naive = known.histories.repeats / known.histories.age * HOLDOUT_WEEKS
    assert (expected - came).sum() / later.histories.repeats.sum() == pytest.approx(-0.04, abs=0.02)
    assert np.abs(expected - came).mean() < np.abs(naive - came).mean()
    assert ((expected - came) ** 2).mean() < ((naive - came) ** 2).mean()
