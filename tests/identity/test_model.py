"""The model learns without labels, the same from the same records, and knows its own format."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration import identity
from orchestration.identity.scoring import model as models
from orchestration.identity.scoring.comparisons import COMPARISONS
from tests.identity.conftest import connect, write


def test_training_is_the_same_whatever_the_order_of_records() -> None:
    connection = connect()
    write(connection, [])
    connection.execute(
        "create table shuffled as from conformed.customer_records order by hash(record_id)"
    )
    learnt = identity.train(connection, "conformed.customer_records", rounds=1)
    assert identity.train(connection, "shuffled", rounds=1) == learnt
    assert learnt.m["email"][0] > 0.9
    assert learnt.u["email"][0] < 0.001
    assert learnt.card["records"] == 2250


def test_too_few_records_are_refused_with_their_number() -> None:
    connection = connect()
    connection.execute(
        "create table few as select 'a:' || i as record_id, 'n' || i as family_name "
        "from range(5) as t(i)"
    )
    with pytest.raises(identity.ModelError, match="Only 5 different payloads"):
        identity.train(connection, "few")


def test_a_saved_model_reads_back_and_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    models.save(models.untrained(500), path)
    assert models.load(path) == models.untrained(500)
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 0}))
    with pytest.raises(identity.ModelError, match="no model of format"):
        models.load(path)
    with pytest.raises(identity.ModelError, match="No identity model"):
        models.load(tmp_path / "absent.json")


def test_more_people_make_a_shared_address_rarer_and_a_shared_name_no_rarer() -> None:
    model = models.load()
    small, large = model.scaled_u(model.payloads), model.scaled_u(16 * model.payloads)
    assert large["address"][0] == pytest.approx(small["address"][0] / 16)
    assert large["given"][0] == small["given"][0]
    assert all(sum(shares) == pytest.approx(1) for shares in large.values())
    assert {c.name for c in COMPARISONS} == set(large)


def test_a_few_more_people_leave_every_share_as_it_is() -> None:
    model = models.load()
    assert model.scaled_u(model.payloads) == model.scaled_u(round(model.payloads * 1.05))
    assert model.prior(model.payloads) == model.prior(round(model.payloads * 1.05))
    assert model.prior(model.payloads) > model.prior(round(model.payloads * 1.2))


def test_scores_count_pairs_mixed_groups_and_exact_ones() -> None:
    """Truth {a b c} {d e} {f}; found {a b} {c d} {e} {f}: 1 of 2 pairs right, 1 of 4 true."""
    connection = duckdb.connect()
    connection.execute(
        "create table t as select * from (values ('a', 1, 1), ('b', 1, 1), ('c', 2, 1), "
        "('d', 2, 2), ('e', 3, 2), ('f', 4, 3)) as v(member, found, truth)"
    )
    scores = identity.evaluate(
        connection, "select member, found as grp from t", "select member, truth as grp from t"
    )
    assert (scores.pair_precision, scores.pair_recall) == (0.5, 0.25)
    assert scores.mixed_share == 0.25
    assert scores.exact_share == pytest.approx(1 / 3)
    assert scores.bcubed_precision == pytest.approx(5 / 6)
