"""A department that promises one record per person is believed: two of its records, two people."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration import identity
from orchestration.identity.scoring import sources
from tests.identity.conftest import AS_OF, Record, connect, write

SON = date(1990, 1, 1)
NAMESAKES = [
    Record("risk:1", "Edmund Thackeray", SON, "et@mail.test", address_line_1="1 Vine Court",
           postcode="BS1 4AB"),
    Record("risk:2", "Edmund Thackeray", date(1990, 1, 11), "et@mail.test",
           address_line_1="1 Vine Court", postcode="BS1 4AB"),
    Record("crm:1", "Edmund Thackeray", SON, "et@mail.test", "07911 000999"),
]  # fmt: skip


def test_two_records_of_such_a_department_are_never_one_customer() -> None:
    connection = connect()
    write(connection, NAMESAKES)

    def customers() -> list[str]:
        rows = connection.execute(
            "select customer_id from identity.crosswalk "
            "where record_id in ('risk:1', 'risk:2', 'crm:1') and valid_to is null "
            "order by record_id"
        ).fetchall()
        return [customer for (customer,) in rows]

    identity.resolve(connection, AS_OF, references=None)
    assert len(set(customers())) == 1, "the test needs records that would link"
    identity.resolve(connection, AS_OF, references=None, single_sources=["risk"])
    crm, first, second = customers()
    assert crm == first != second
    why = identity.explain(connection, "crm:1", "risk:2", references=None).why_not
    assert why == "Both customers have a record of risk, which keeps one record per person."


@pytest.mark.parametrize(
    ("doubled", "departments", "found"),
    [(1, "'a', 'b'", ["a"]), (2, "'a', 'b'", []), (1, "'a'", [])],
)
def test_a_department_keeps_one_record_per_person_if_one_in_a_hundred_at_most_has_two(
    doubled: int, departments: str, found: list[str]
) -> None:
    connection = connect()
    connection.execute(
        f"""
        create schema identity_work;
        create table identity_work.groups as select i as node, i as grp from range(100) as t(i);
        create table identity_work.payload_records as
        select i as node, 'a' as department from range(100) as t(i)
        union all select i, 'a' from range({doubled}) as t(i)
        union all select i, 'b' from range(100) as t(i), range(2)
        """
    )
    connection.execute(
        f"delete from identity_work.payload_records where department not in ({departments})"
    )
    assert sources.learn(connection) == found
