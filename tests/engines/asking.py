"""`python -m tests.engines.asking FILE`: the first row of a query on Apache Spark, as JSON.

A process of its own, so that the test that asks is rid of Spark's memory when it has its answer.
The session is the one that dbt opens for the target `spark`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml
from jinja2 import Template
from pyspark.sql import SparkSession

from orchestration.settings import DBT_PACKAGE


def main() -> int:
    """Print the answer; Spark's own errors end the process."""
    profile = yaml.safe_load((DBT_PACKAGE / "profiles.yml").read_text(encoding="utf-8"))
    builder = SparkSession.builder
    for name, value in profile["customer360"]["outputs"]["spark"]["server_side_parameters"].items():
        builder = builder.config(name, Template(str(value)).render(env_var=lambda _, said: said))
    rows = builder.getOrCreate().sql(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(rows.first().asDict(), default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
