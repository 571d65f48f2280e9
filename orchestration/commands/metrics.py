"""Asking for the shared metrics, by MetricFlow, of what was published last."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from orchestration.commands.shared import UsageError, given_settings, published_build


def mf(context: typer.Context) -> None:
    """Ask MetricFlow for the shared metrics; everything after `mf` is its own: mf query --help.

    It reads the published marts, so a run may be at work meanwhile.
    """
    from orchestration import dbt

    settings = given_settings()
    published_build(settings)
    try:
        folder = dbt.semantic_project(settings)
    except dbt.DbtParseError as error:
        raise UsageError(str(error)) from error
    settings.export(
        CUSTOMER360_TARGET="published", DBT_PROJECT_DIR=str(folder), DBT_LOG_PATH=str(folder)
    )
    metricflow = str(Path(sys.executable).with_name("mf"))
    os.execv(metricflow, [metricflow, *context.args])  # noqa: S606
