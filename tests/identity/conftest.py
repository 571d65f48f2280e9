"""A town of strangers with a few families planted in it, resolved once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

import duckdb
import pyarrow as pa
import pytest

from orchestration import identity

AS_OF = date(2026, 10, 31)
STRANGERS = 1500


@dataclass(frozen=True)
class Record:
    """A customer record as a department wrote it; what is left out, the department did not ask."""

    record_id: str
    full_name: str | None = None
    birth_on: date | None = None
    email: str | None = None
    phone: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    postcode: str | None = None
    first_seen_at: datetime = datetime(2024, 1, 1)
    last_seen_at: datetime = datetime(2024, 1, 1)
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    entity: str = "contact"

    @property
    def department(self) -> str:
        return self.record_id.split(":")[0]


def write(connection: duckdb.DuckDBPyConnection, records: list[Record]) -> None:
    """Replace `conformed.customer_records` by strangers and `records`."""
    rows = [asdict(record) | {"department": record.department} for record in records]
    connection.register("planted", pa.Table.from_pylist(rows, schema=_SCHEMA))
    connection.execute("create schema if not exists conformed")
    connection.execute(
        f"""
        create or replace table conformed.customer_records as
        with strangers as (
            select
                i,
                {_word("i", 1)} as given_name,
                {_word("i", 2)} as family_name,
                date '1950-01-01' + cast(hash('birth' || i) % 18000 as integer) as birth_on,
                lower({_word("i", 1)} || '.' || {_word("i", 2)} || i) || '@mail.test' as email,
                '07' || lpad(cast(100000000 + i * 7919 as varchar), 9, '0') as phone,
                1 + hash('number' || i) % 90 || ' ' || {_word("i % 200", 6)} || ' Road'
                    as address_line_1,
                'ZZ' || 1 + i % 90 || ' ' || i % 9 || 'AB' as postcode
            from range({STRANGERS}) as t(i)
        ),
        twice as (
            select 'crm:S' || i as record_id, *, 'crm' as department from strangers
            union all
            select 'shop:S' || i, *, 'shop' from strangers where i % 2 = 0
        )
        select
            record_id, department, 'contact' as entity, null::varchar as full_name, given_name,
            null::varchar as middle_name, family_name,
            if(department = 'crm', birth_on, null) as birth_on, email, phone, address_line_1,
            null::varchar as address_line_2, postcode, timestamp '2024-01-01' as first_seen_at,
            timestamp '2024-01-01' as last_seen_at
        from twice
        union all by name
        select * from planted
        """
    )
    connection.unregister("planted")


def _word(seed: str, salt: int) -> str:
    """SQL for a pronounceable word of three syllables, drawn by hash."""
    syllables = "['ba','ke','li','mo','nu','ra','se','ti','vo','xu','za','pe','go','fi','du','ha']"
    picks = [
        f"{syllables}[1 + cast(hash(({seed})::varchar || 'word{salt}{k}') % 16 as integer)]"
        for k in range(3)
    ]
    return f"({' || '.join(picks)})"


_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()), ("full_name", pa.string()), ("birth_on", pa.date32()),
        ("email", pa.string()), ("phone", pa.string()), ("address_line_1", pa.string()),
        ("address_line_2", pa.string()), ("postcode", pa.string()),
        ("first_seen_at", pa.timestamp("us")), ("last_seen_at", pa.timestamp("us")),
        ("given_name", pa.string()), ("middle_name", pa.string()), ("family_name", pa.string()),
        ("entity", pa.string()), ("department", pa.string()),
    ]
)  # fmt: skip


def connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("set TimeZone = 'UTC'")
    return connection


class Town:
    """The resolved town: who is whose number, who lives with whom."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def customers(self, *records: str) -> list[str]:
        """The customer of each record."""
        found = dict(
            self.connection.execute(
                "select record_id, customer_id from identity.crosswalk where valid_to is null"
            ).fetchall()
        )
        return [found[record] for record in records]

    def same(self, *records: str) -> bool:
        return len(set(self.customers(*records))) == 1

    def household(self, record: str) -> tuple[str, str, int]:
        """Household, its type and how many customers live there now."""
        return self.connection.execute(
            """
            select h.household_id, h.household_type, count(distinct o.customer_id)
            from identity.crosswalk as c
            join identity.household_memberships as m
                on c.customer_id = m.customer_id and m.valid_to is null
            join identity.households as h on m.household_id = h.household_id
            join identity.household_memberships as o
                on o.household_id = h.household_id and o.valid_to is null
            where c.record_id = ? and c.valid_to is null
            group by 1, 2
            """,
            [record],
        ).fetchall()[0]


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    from tests.identity.families import PLANTED, REFERENCES

    connection = connect()
    write(connection, PLANTED)
    connection.register(
        "named", pa.Table.from_pylist([{"record_id": r, "reference": n} for r, n in REFERENCES])
    )
    connection.execute("create table conformed.record_references as from named")
    identity.resolve(connection, AS_OF)
    yield Town(connection)
    connection.close()
