"""Linking only what is new gives what linking everything gives, edge for edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest

from orchestration import identity
from orchestration.identity.linking import cluster
from orchestration.identity.scoring import blocking
from orchestration.identity.scoring.model import load
from tests.identity import anew
from tests.identity.anew import SAME, differences, scored_pairs
from tests.identity.conftest import AS_OF


@pytest.fixture
def town() -> duckdb.DuckDBPyConnection:
    return anew.found()


def test_days_of_new_corrected_and_deleted_records_link_as_if_anew(
    town: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With so low a cap, blocks grow above it and shrink below it every day.
    monkeypatch.setattr(blocking, "CAP", 6)
    for day in range(4):
        town.execute(
            f"""
            create or replace table conformed.customer_records as
            select * replace (
                if(hash(record_id || 'corrected') % 150 = {day}, '07700900999', phone) as phone,
                if(hash(record_id || 'mailed') % 500 < {day}, 'desk@firm.test', email) as email
            )
            from everybody
            where hash(record_id || 'there') % 150 not in ({day}, {day + 10})
            """
        )
        is_full, _ = scored_pairs(town, AS_OF + timedelta(day))
        assert is_full == (day == 0)
        assert differences(town, AS_OF + timedelta(day)) == SAME
    hubs = town.execute("select count(*) from identity.dropped_values where reason like 'shared%'")
    assert hubs.fetchall()[0][0] > 0


def test_nothing_new_scores_nothing_and_another_model_scores_everything(
    town: duckdb.DuckDBPyConnection,
) -> None:
    assert scored_pairs(town)[0]
    assert scored_pairs(town) == (False, 0)
    stricter = replace(load(), link_weight=load().link_weight + 1)
    assert scored_pairs(town, scoring=stricter)[0]


def test_a_run_that_died_while_linking_leaves_nothing_to_build_upon(
    town: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.resolve(town, AS_OF)
    town.execute("delete from conformed.customer_records where record_id = 'crm:S7'")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(cluster, "cluster", killed)
        with pytest.raises(KeyboardInterrupt):
            identity.resolve(town, AS_OF)
    assert scored_pairs(town)[0]
