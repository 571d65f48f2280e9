"""Linking only what is new gives what linking everything gives, edge for edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest

from orchestration import identity
from orchestration.identity import blocking, kept, score
from orchestration.identity.comparisons import COMPARISONS
from orchestration.identity.model import Model, load
from tests.identity.conftest import AS_OF, connect, write
from tests.identity.families import PLANTED, REFERENCES

GAMMAS = ", ".join(f"gamma_{c.name}, weight_{c.name}" for c in COMPARISONS)
KEPT = {
    "edges": f"select node_l, node_r, weight, apart, is_blocked, {GAMMAS} from {{}}.edges",
    "groups": "select node, component, grp from {}.groups",
    "block_keys": "select key, node from {}.block_keys",
}
CUSTOMERS = "select min(record_id), max(record_id), count(*) from {} group by customer_id"
CROSSWALK = "(from identity.crosswalk where valid_to is null)"


@pytest.fixture
def town() -> duckdb.DuckDBPyConnection:
    connection = connect()
    write(connection, PLANTED)
    named = pa.Table.from_pylist([{"record_id": r, "reference": n} for r, n in REFERENCES])
    connection.register("named", named)
    connection.execute(
        """
        create table conformed.record_references as from named;
        create table everybody as from conformed.customer_records
        """
    )
    return connection


def differences(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, int]:
    """How many rows of the kept tables a full link of the same records would have otherwise.

    Customers are compared by the groups of records that they are, not by their numbers.
    """
    whole = connect()
    whole.execute("create schema conformed")
    for table in ("conformed.customer_records", "conformed.record_references"):
        whole.register("given", connection.execute(f"from {table}").to_arrow_table())
        whole.execute(f"create table {table} as from given")
        whole.unregister("given")
    identity.resolve(whole, day)
    queries = {name: sql.format("identity_state") for name, sql in KEPT.items()}
    queries["customers"] = CUSTOMERS.format(CROSSWALK)
    found = {}
    for name, query in queries.items():
        connection.register("whole", whole.execute(query).to_arrow_table())
        found[name] = connection.execute(
            f"select count(*) from (({query} except all from whole) "
            f"union all (from whole except all {query}))"
        ).fetchall()[0][0]
        connection.unregister("whole")
    whole.close()
    return found


def scored_pairs(
    connection: duckdb.DuckDBPyConnection, day: date = AS_OF, scoring: Model | None = None
) -> tuple[bool, int]:
    """Whether a run linked everything, and how many pairs it scored."""
    said: list[str] = []
    identity.resolve(connection, day, said.append, model=scoring)
    line = next(line for line in said if "pairs scored" in line)
    return not line.endswith("the new ones"), int(line.split()[1].replace(",", ""))


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
        assert differences(town, AS_OF + timedelta(day)) == dict.fromkeys([*KEPT, "customers"], 0)
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
        dying.setattr(score, "score", killed)
        with pytest.raises(KeyboardInterrupt):
            identity.resolve(town, AS_OF)
    assert scored_pairs(town)[0]


@pytest.mark.parametrize("column", score.FREQUENCY_COLUMNS)
def test_every_share_that_weighs_is_part_of_a_payloads_state(
    town: duckdb.DuckDBPyConnection, column: str
) -> None:
    identity.resolve(town, AS_OF, keep_work=True)
    town.execute(f"update identity_work.frequency_{column} set tf_{column} = 2")
    kept.states(town)
    kept.changes(town, town.execute("from identity_state.fingerprint").fetchall()[0][0], 1)
    stale, filled = town.execute(
        "select (select count(*) from identity_work.stale), "
        f"(select count({column}) from identity_work.payloads)"
    ).fetchall()[0]
    assert stale == filled > 0
