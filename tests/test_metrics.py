"""The semantic layer answers from the published file, and agrees with `metrics_daily`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.settings import DBT_PACKAGE
from tests.conftest import House

RATES = {"numerators", "denominators"}


def metrics() -> set[str]:
    """The metrics of the semantic layer, without what rates are made of."""
    folder = DBT_PACKAGE / "models" / "marts" / "quality"
    return {
        metric["name"]
        for file in ("_metrics.yml", "_semantic_models.yml")
        for metric in yaml.safe_load((folder / file).read_text(encoding="utf-8"))["metrics"]
    } - RATES


@pytest.fixture(scope="module")
def answers(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every metric by day and age, asked while a writer holds the build."""
    answers = tmp_path_factory.mktemp("metrics")
    with duckdb.connect(str(house.settings.warehouse)):
        for name, grouping in (("all", ""), ("age", ",metric_fact__age_segment")):
            asked = f"--metrics={','.join(sorted(metrics()))}"
            by, to = f"--group-by=metric_time__day{grouping}", f"--csv={answers / name}.csv"
            done = subprocess.run(
                [sys.executable, "-m", "orchestration.cli", "mf", "query", asked, by, to],
                env=os.environ | house.settings.environment(),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    return answers


def test_every_fact_has_a_metric_and_every_metric_facts(
    published: duckdb.DuckDBPyConnection,
) -> None:
    facts = published.execute("select distinct metric from marts.metric_facts").fetchall()
    assert {name for (name,) in facts} == metrics()


@pytest.mark.parametrize("segmentation", ["all", "age"])
def test_metricflow_and_metrics_daily_give_the_same_values(
    segmentation: str, answers: Path, published: duckdb.DuckDBPyConnection
) -> None:
    segment = "metric_fact__age_segment" if segmentation == "age" else "'all'"
    asked = (
        f"select cast(metric_time__day as date) as metric_on, {segment} as segment, metric, value "
        f"from (unpivot (from read_csv('{answers / segmentation}.csv', header = true)) "
        f"on {', '.join(sorted(metrics()))} into name metric value value)"
    )
    daily = (
        "select metric_on, segment, metric, value from marts.metrics_daily "
        f"where segmentation = '{segmentation}'"
    )
    compared, apart = published.execute(
        f"select count(*), count(*) filter (abs(coalesce(asked.value, 0) - daily.value) > 1e-4) "
        f"from ({daily}) as daily left join ({asked}) as asked using (metric_on, segment, metric)"
    ).fetchall()[0]
    assert compared > 1_000
    assert apart == 0
    (more,) = published.execute(
        f"select count(*) from ({asked}) anti join ({daily}) using (metric_on, segment, metric) "
        "where coalesce(value, 0) <> 0"
    ).fetchall()[0]
    assert more == 0
