"""A build whose customers drifted from the published ones stops before readers see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import gates, identity, publishing
from orchestration.identity.numbering import drift, number
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.conftest import plain_company, settings_in
from tests.identity.conftest import AS_OF, Record, write

GATED = ("identity.drift", "marts.crosswalk")


class Clusters:
    """Drift alone, on customers written by hand: `{"C-1": 20}` is one of twenty records."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "published.parquet"
        self.connection = duckdb.connect()
        self.connection.execute("create schema identity_work")
        number.create_tables(self.connection)

    def _rows(self, customers: dict[str, list[str]], table: str) -> None:
        rows = [(record, customer) for customer, rs in customers.items() for record in rs]
        self.connection.execute(
            f"create or replace table {table} (record_id varchar, customer_id varchar, "
            "valid_to date, matched_by varchar)"
        )
        if rows:
            self.connection.executemany(f"insert into {table} values (?, ?, null, 'score')", rows)

    def publish(self, customers: dict[str, list[str]]) -> None:
        self._rows(customers, "published")
        self.connection.execute(f"copy published to '{self.file}' (format parquet)")

    def measure(self, customers: dict[str, list[str]], names: str = "'ada'") -> set[str]:
        """The measures out of limit; `names` is SQL over `record_id`."""
        self._rows(customers, "identity_work.numbered")
        self.connection.execute(
            f"""
            create or replace table identity_work.payload_records as
            select record_id, row_number() over (order by record_id) as node
            from identity_work.numbered;
            create or replace table identity_work.payloads as
            select node, {names} as given_name, [{names}] as given_forms
            from identity_work.payload_records
            """
        )
        drift.measure(self.connection, self.file if self.file.exists() else None)
        rows = self.connection.execute(
            "select measure from identity.drift where not is_within_limit"
        ).fetchall()
        return {measure for (measure,) in rows}


def records(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{n}" for n in range(count)]


@pytest.fixture
def clusters(tmp_path: Path) -> Clusters:
    return Clusters(tmp_path)


PAIRS = {f"C-P{n}": records(f"p{n}-", 2) for n in range(300)}


def test_a_first_build_has_nothing_to_drift_from(clusters: Clusters) -> None:
    assert clusters.measure({"C-1": records("a", 500)}) == set()


def test_the_largest_customer_may_grow_up_to_one_record_short_of_twice(clusters: Clusters) -> None:
    clusters.publish({"C-1": records("a", 40)})
    assert clusters.measure({"C-1": records("a", 79)}) == set()
    assert clusters.measure({"C-1": records("a", 80)}) == {"records_of_the_largest_customer"}


def test_a_small_largest_customer_may_double(clusters: Clusters) -> None:
    clusters.publish({"C-1": records("a", 4)})
    assert clusters.measure({"C-1": records("a", 30)}) == set()


def test_one_customer_that_swallows_as_many_published_records_as_it_had_is_drift(
    clusters: Clusters,
) -> None:
    clusters.publish(PAIRS | {"C-1": records("a", 10), "C-2": records("b", 10)})
    grown = PAIRS | {"C-1": records("a", 10) + records("new", 15), "C-2": records("b", 10)}
    assert clusters.measure(grown) == set()
    run_together = PAIRS | {"C-1": records("a", 10) + records("b", 10)}
    assert clusters.measure(run_together) == {"customers_doubled"}


def test_families_run_together_are_seen_by_their_given_names(clusters: Clusters) -> None:
    """Three pairs in three hundred customers hold two names; before, none did."""
    clusters.publish(PAIRS)
    names = "if(record_id in ('p1-0', 'p2-0', 'p3-0'), 'bartholomew', 'ada')"
    assert clusters.measure(PAIRS, names) == set(), "no more than were published like that"
    apart = {f"C-S{n}": [f"p{n}-0"] for n in (1, 2, 3)} | {
        f"C-P{n}": [f"p{n}-1"] for n in (1, 2, 3)
    }
    clusters.publish(PAIRS | apart)
    assert "share_of_customers_with_mixed_names" in clusters.measure(PAIRS, names)


def test_numbers_that_go_and_links_that_break_are_drift(clusters: Clusters) -> None:
    clusters.publish(PAIRS)
    torn = {f"C-S{r}": [r] for pair in PAIRS.values() for r in pair}
    assert clusters.measure(torn) == {"share_of_published_numbers_gone", "share_of_records_alone"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, company=plain_company(tmp_path))


@pytest.fixture
def build(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(settings) as connection:
        connection.execute("create schema marts")
        yield connection


def _people(is_one: bool) -> list[Record]:
    """Forty records of two people, or of one."""
    return [
        Record(
            f"shop:{who}{n}", "Ada Marchbanks" if is_one or who == "A" else "Bruno Tolliver",
            date(1970, 1, 2), f"{'a' if is_one else who}@mail.test", f"07911 0002{n:02}",
        )
        for who in "AB"
        for n in range(20)
    ]  # fmt: skip


def _publish(
    build: duckdb.DuckDBPyConnection, settings: Settings, name: str
) -> publishing.Published:
    build.execute(
        "create or replace table marts.crosswalk as "
        "select record_id || valid_from as crosswalk_id, * from identity.crosswalk"
    )
    gates.evaluate_stage(GATED[:1], build, name)
    sealed = publishing.seal(settings, build, run_id=name, build_id=name)
    publishing.judge(settings, build, sealed, GATED[1:])
    return publishing.publish(settings, build, run_id=name, required_gates=GATED, build_id=name)


def test_a_doubled_customer_stops_the_build_until_someone_accepts_exactly_it(
    settings: Settings, build: duckdb.DuckDBPyConnection
) -> None:
    write(build, _people(is_one=False))
    identity.resolve(build, AS_OF, references=None)
    first = _publish(build, settings, "first")
    write(build, _people(is_one=True))
    identity.resolve(build, AS_OF, references=None, published=first.marts[0].path)
    with pytest.raises(publishing.PublishError, match=r"Gates that failed: identity\.drift"):
        _publish(build, settings, "second")
    current = publishing.current(settings)
    assert current is not None
    assert current.build_id == "first"
    assert identity.accept(build, "ada", "one trader, two names", "2026-11-01") >= 1
    assert _publish(build, settings, "third").build_id == "third"
