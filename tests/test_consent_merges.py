"""No sequence of merges and unmerges loosens an opt-out: the model's own SQL, on random people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.settings import DBT_PACKAGE

MODEL = DBT_PACKAGE / "models" / "conformed" / "touchpoints" / "consents.sql"
START = datetime(2026, 1, 1)
RECORDS, HOURS = 5, 12

Answers = dict[tuple[int, int], bool]
# (record, hour) -> permitted; a record answers once an hour.
ANSWERS = st.dictionaries(
    st.tuples(st.integers(1, RECORDS), st.integers(0, HOURS - 1)), st.booleans(), min_size=1
)
# One step of a history: the customer each record belongs to after it.
OWNERS = st.lists(st.integers(1, RECORDS), min_size=RECORDS, max_size=RECORDS)


@pytest.fixture(scope="module")
def consents() -> Iterator[duckdb.DuckDBPyConnection]:
    """The model as a view over two tables of its inputs."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table consent_answers (
                record_id varchar, department varchar, source_record_id varchar, purpose varchar,
                channel varchar, is_allowed boolean, source varchar, evidence varchar,
                wording varchar, file_id varchar, file_record bigint,
                valid_from timestamp, valid_to timestamp
            );
            create table record_owners (
                record_id varchar, customer_id integer, owned_until date, is_current boolean
            );
            """
        )
        sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", MODEL.read_text())
        sql = re.sub(r"\{\{ is_owner_at\(.*?\) \}\}", "true", sql)  # no record changes hands
        connection.execute(f"create view consents as {sql}")
        yield connection


def standing(answers: Answers, record: int, hour: int) -> bool | None:
    """What a record last said by an hour; None before its first answer."""
    said = [answers[record, h] for h in range(hour + 1) if (record, h) in answers]
    return said[-1] if said else None


def expected(answers: Answers, owners: list[int], customer: int, hour: int) -> bool | None:
    """The definition, spelled out: permitted when somebody answered and nobody denies."""
    said = [
        answer
        for record, owner in enumerate(owners, start=1)
        if owner == customer and (answer := standing(answers, record, hour)) is not None
    ]
    return all(said) if said else None


# One sequence: what the records said, and whom they belonged to step by step.
SEQUENCE = st.tuples(ANSWERS, st.lists(OWNERS, min_size=1, max_size=4))


@settings(
    max_examples=250,  # of four sequences each: a thousand
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequences=st.lists(SEQUENCE, min_size=4, max_size=4))
def test_after_every_merge_and_unmerge_a_customer_is_denied_while_any_record_denies(
    consents: duckdb.DuckDBPyConnection, sequences: list[tuple[Answers, list[list[int]]]]
) -> None:
    """Every step of every sequence is a world of its own, with its own records and customers."""
    worlds = [(answers, owners) for answers, history in sequences for owners in history]
    said = [
        {
            "record_id": f"{world}:{record}",
            "department": "m",
            "source_record_id": f"{world}:{record}",
            "purpose": "marketing",
            "channel": "email",
            "is_allowed": permitted,
            "source": "form",
            "evidence": f"{record}/{hour}",
            "valid_from": START + timedelta(hours=hour),
            "valid_to": min(
                (START + timedelta(hours=h) for r, h in answers if r == record and h > hour),
                default=None,
            ),
        }
        for world, (answers, _) in enumerate(worlds)
        for (record, hour), permitted in answers.items()
    ]
    belongs = [
        {"record_id": f"{w}:{record}", "customer_id": w * 100 + owner, "is_current": True}
        for w, (_, owners) in enumerate(worlds)
        for record, owner in enumerate(owners, start=1)
    ]
    for table, rows in (("consent_answers", said), ("record_owners", belongs)):
        given_rows = pa.Table.from_pylist(rows)  # noqa: F841
        consents.execute(f"truncate {table}")
        consents.execute(f"insert into {table} by name select * from given_rows")
    found = {
        (customer, hour): permitted
        for customer, hour, permitted in consents.execute(
            """
            select customer_id, hour, is_allowed
            from consents
            join range(?) hours(hour)
                on valid_from <= ?::timestamp + to_hours(hour::integer)
                and (valid_to is null or ?::timestamp + to_hours(hour::integer) < valid_to)
            """,
            [HOURS, START, START],
        ).fetchall()
    }
    for world, (answers, owners) in enumerate(worlds):
        for customer in set(owners):
            for hour in range(HOURS):
                assert found.get((world * 100 + customer, hour)) == expected(
                    answers, owners, customer, hour
                )
