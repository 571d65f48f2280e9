"""Dagster's entry point: `dagster dev -m orchestration.definitions`."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration import private

private.begin()
defs = dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
