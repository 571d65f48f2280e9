"""Most tests here need Apache Spark, which a plain installation lacks: `make .venv/spark`."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


@pytest.fixture(scope="session")
def spark() -> None:
    """Skip where Spark is not installed. Continuous integration installs it first."""
    if find_spec("pyspark") is None:
        pytest.skip("Apache Spark is not installed: make .venv/spark")
