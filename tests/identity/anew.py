"""A town whose link is compared with that of everything anew."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from orchestration import identity
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.scoring.model import Model
from tests.identity.conftest import AS_OF, connect, write
from tests.identity.families import PLANTED, REFERENCES

GAMMAS = ", ".join(f"gamma_{c.name}, weight_{c.name}" for c in COMPARISONS)
TABLES = {
    "edges": f"select node_l, node_r, weight, apart, is_blocked, {GAMMAS} from {{}}.edges",
    "groups": "select node, component, grp from {}.groups",
    "block_keys": "select key, node from {}.block_keys",
}
SAME = dict.fromkeys([*TABLES, "customers"], 0)
CUSTOMERS = "select min(record_id), max(record_id), count(*) from {} group by customer_id"
CROSSWALK = "(from identity.crosswalk where valid_to is null)"


def found() -> duckdb.DuckDBPyConnection:
    """The town before its first link."""
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
    queries = {name: sql.format("identity_state") for name, sql in TABLES.items()}
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
