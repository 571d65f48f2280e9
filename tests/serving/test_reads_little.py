"""A card and a search read a bounded part of the rows: what the plans say, not how long they take.

The people of a build are repeated, in a file whose groups of rows are the smallest that there are;
DuckDB reads a group whole or not at all. In a published file a group is sixty times larger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.publishing.snapshot import Description, sorting
from orchestration.serving.house import House
from orchestration.serving.seeing import Viewer
from orchestration.serving.views import VIEWS
from orchestration.settings import DBT_PACKAGE
from tests.conftest import settings_in
from tests.serving.publishing import JOURNEY, publish, seal
from tests.serving.publishing import people as rows_of_people

MANY, GROUP = 60_000, 2048
# Groups of each mart that a question may read: where somebody's rows end, the next ones begin.
FEW = 3
WHO_NUMBER = "007919"
WHO = f"C-{WHO_NUMBER}00AB"
# Marts that hold many rows, and the columns that differ from row to row.
OF_PEOPLE = {
    "customer_360": "customer_id",
    "lifecycle_events": "customer_id",
    "journeys": "customer_id",
    "journey_steps": "customer_id",
    "communications": "customer_id",
    "consent_states": "customer_id",
    "contact_suppressions": "customer_id",
    "customer_crosswalk": "customer_id",
    "attribute_conflicts": "customer_id",
    "next_best_actions": "customer_id",
    "contact_points": "value",
    "customer_names": "word",
    "record_numbers": "number_reversed",
    "household_members": "household_id",
    "household_360": "household_id",
}
AGAIN = {
    "customer_id": "'C-' || number || '00AB'",
    "household_id": "'H-' || number || '00AB'",
    "value": "number || '@home.example'",
    "word": "number || 'smith'",
    "number_reversed": "reverse(number) || '-CA'",
}
LOOKED_UP = {
    "contact_points": ("kind", "value"),
    "customer_names": ("word", "customer_id"),
    "record_numbers": ("number_reversed",),
    "household_members": ("household_id",),
}


@dataclass
class Reader:
    """A house that is asked, and how many rows its questions read."""

    house: House
    read: int = 0

    def ask(self, tool: str, **given: str) -> dict[str, Any]:
        """The data of an answer; `read` says afterwards how many rows were read for it."""
        view = next(one for one in VIEWS if one.tool == tool)
        with self.house.seen_by(Viewer("service")) as seen:
            view.answer(seen, self.house.company, given)  # what is made once is made
            seen.snapshot.told.clear()
            cursor = seen.cursor
            counting = Counting(cursor)
            object.__setattr__(seen, "cursor", counting)
            said = view.answer(seen, self.house.company, given)
        self.read = counting.read
        return said.data


class Counting:
    """A cursor that adds up the rows which the scans of its queries hand on or look at."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor, self.read = cursor, 0

    def execute(self, query: str, *values: Any) -> duckdb.DuckDBPyConnection:
        said = self._cursor.execute(f"explain (analyze, format json) {query}", *values).fetchone()
        assert said is not None
        self.read += sum(_scanned(json.loads(said[1])))
        return self._cursor.execute(query, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def _scanned(plan: dict[str, Any]) -> Iterator[int]:
    yield int(plan.get("operator_rows_scanned", 0))
    for child in plan.get("children", []):
        yield from _scanned(child)


def grown(folder: Path, *, is_sorted: bool) -> House:
    """A house over a build whose marts have MANY rows, in the order in which publishing writes."""
    settings = settings_in(folder)
    settings.build.mkdir()
    target = publish(settings, "b1", rows_of_people())
    database = target / "c360.duckdb"
    small = database.rename(target / "small.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{small}' as small (read_only)")
        connection.execute(f"attach '{database}' as grown (row_group_size {GROUP})")
        connection.execute("create schema grown.marts")
        marts = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'small'"
        ).fetchall()
        for (mart,) in marts:
            _grow(connection, mart, is_sorted=is_sorted)
    small.unlink()
    seal(target, "b1")
    return House(settings)


def _grow(connection: duckdb.DuckDBPyConnection, mart: str, *, is_sorted: bool) -> None:
    """One of the mart's rows again and again, each time with another number of six digits."""
    rows = connection.execute(f"describe small.marts.{mart}").fetchall()
    columns = [str(row[0]) for row in rows]
    if mart not in OF_PEOPLE:
        connection.execute(f"create table grown.marts.{mart} as from small.marts.{mart}")
        return
    again = {
        "customer_id": "'C-' || number || '00AB'",
        "household_id": "'H-' || number || '00AB'",
        OF_PEOPLE[mart]: AGAIN[OF_PEOPLE[mart]],
    }
    order = sorting(columns, Description("", {}, sorted_by=LOOKED_UP.get(mart, ())))
    connection.execute(
        f"""
        create table grown.marts.{mart} as
        select * exclude (number)
            replace ({
            ", ".join(f"{one} as {name}" for name, one in again.items() if name in columns)
        })
        from (
            select printf('%06d', (i * 7919) % 999983) as number from range({MANY}) as r(i)
        ) cross join (select * from small.marts.{mart} limit 1)
        {order if is_sorted else ""}
        """
    )


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    house = grown(tmp_path_factory.mktemp("grown"), is_sorted=True)
    yield Reader(house)
    house.snapshots.close()


def test_a_card_reads_a_few_groups_of_each_mart(reader: Reader) -> None:
    assert reader.ask("customer", customer_id=WHO)["customer_id"] == WHO
    assert 0 < reader.read <= FEW * GROUP * len(OF_PEOPLE)


@pytest.mark.parametrize(
    ("asked", "found"),
    [(WHO, 1), (f"{WHO_NUMBER}@home.example", 1), (f"ac-{WHO_NUMBER}", 1), (WHO_NUMBER, 1),
     (f"{WHO_NUMBER} smith", 0), ("nobody", 0)],
)  # fmt: skip
def test_a_search_reads_a_few_groups(reader: Reader, asked: str, found: int) -> None:
    assert len(reader.ask("find_customer", q=asked)["customers"]) == found
    assert reader.read <= FEW * GROUP * 4


def test_a_household_reads_a_few_groups(reader: Reader) -> None:
    assert reader.ask("household", household_id=WHO.replace("C", "H"))["stays"] == 1
    assert 0 < reader.read <= FEW * GROUP * 4


def test_a_journey_of_a_known_customer_reads_a_few_groups(reader: Reader) -> None:
    assert reader.ask("journey", journey_id=JOURNEY, customer=WHO)["steps"]
    assert 0 < reader.read <= FEW * GROUP * 4


def test_of_rows_that_lie_anywhere_all_would_be_read(tmp_path: Path) -> None:
    house = grown(tmp_path, is_sorted=False)
    reader = Reader(house)
    reader.ask("customer", customer_id=WHO)
    assert reader.read > MANY
    house.snapshots.close()


def test_a_mart_that_is_looked_up_by_something_else_says_so() -> None:
    said = {}
    for path in (DBT_PACKAGE / "models" / "marts").rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", []):
            config = model.get("config", {})
            if keys := config.get("meta", {}).get("sorted_by"):
                said[config.get("alias", model["name"])] = tuple(keys)
                assert set(keys) <= {column["name"] for column in model["columns"]}
    assert said == LOOKED_UP
