"""Splink alone on our comparisons and pairs: what linking costs without the house."""

from __future__ import annotations

import logging

import duckdb

from orchestration.identity.scoring import model


def bare(connection: duckdb.DuckDBPyConnection, payloads: int) -> None:
    """Splink as its documentation has it: train, predict on our pairs, connected components."""
    from splink import DuckDBAPI, Linker, block_on

    api = DuckDBAPI(connection=connection, output_schema="identity_work")
    records = api.register("payloads", dataset_display_name="bare_payloads")
    settings = model.settings(model.load(), payloads)
    linker = Linker(records, settings, validate_settings=False, log_level=None)
    logging.getLogger("splink").setLevel(logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for column in ("email", "phone"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    blocked = api.register("bare_pairs", dataset_display_name="bare_pairs_registered")
    linker.table_management.register_blocked_pairs_for_predict(blocked)
    predicted = linker.inference.predict(warning_mode="never")
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_weight=6)
    connection.execute("set schema = 'main'")
