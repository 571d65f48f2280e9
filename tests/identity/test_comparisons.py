"""Which level of agreement two records reach, field by field."""

from __future__ import annotations

import duckdb
import pytest

from orchestration import queries
from orchestration.identity.scoring import score
from orchestration.identity.scoring.comparisons import COMPARISONS
from orchestration.identity.values import distinct_records, shared_values, standardise

Record = dict[str, str]


def levels(one: Record, other: Record) -> dict[str, str]:
    """Comparison → label of the level that two records of two departments reach."""
    connection = duckdb.connect()
    connection.execute("create schema identity; create schema identity_work")
    fields = sorted({*one, *other})
    rows = ", ".join(
        f"('{name}:1', '{name}', {', '.join('?' for _ in fields)})" for name in ("a", "b")
    )
    connection.execute(
        f"create table records as select * from (values {rows}) "
        f"as v(record_id, department, {', '.join(fields)})",
        [record.get(field) for record in (one, other) for field in fields],
    )
    standardise.standardise(connection, "records", "GB")
    standardise.refer(connection, None)
    shared_values.drop(connection, shared_values.DEFAULT)
    distinct_records.collapse(connection)
    queries.run(connection, score.__file__, "alike.sql")
    columns = [row[0] for row in connection.execute("describe identity_work.payloads").fetchall()]
    pair = ", ".join(f"{side}.{c} as {c}_{side}" for side in "lr" for c in columns)
    cases = ", ".join(
        f"case when {c.missing} then null "
        + " ".join(f"when {v.condition} then '{v.label}'" for v in c.levels[:-1])
        + f" else '{c.levels[-1].label}' end as {c.name}"
        for c in COMPARISONS
    )
    cursor = connection.execute(
        f"select {cases} from (select {pair} from identity_work.payloads as l "
        "inner join identity_work.payloads as r on l.node < r.node)"
    )
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchall()[0], strict=True))


def _named(given: str, family: str = "Quillfeather") -> Record:
    return {"given_name": given, "family_name": family, "email": "q@mail.test"}


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ("Carol", "Царол", "sounds the same"),
        ("Joseph", "Йосепх", "sounds the same"),
        ("Mohammed", "محمد", "sounds the same"),
        ("刚成", "Gangcheng", "sounds the same"),
        ("云慧", "云婷", "one character another"),
        ("勇", "刚", "different"),
        ("子俊", "红博", "different"),
        ("Uscar", "Oscaa", "misread"),
        ("Layla", "Lrylr", "misread"),
        ("Layla", "Bruno", "different"),
        ("C", "Царол", "same initial"),
    ],
)
def test_given_names(one: str, other: str, label: str) -> None:
    assert levels(_named(one), _named(other))["given"] == label


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ("Meyer", "Maier", "misread"),
        ("Thompson", "Tkhompson", "sounds the same"),
        ("Mills", "Miccs", "misread"),
        ("García López", "García López Ruiz", "all words of it"),
        ("López", "García López", "part of a double name"),
        ("Van den Berg", "Van de Berg", "all words of it"),
    ],
)
def test_family_names(one: str, other: str, label: str) -> None:
    assert levels(_named("Ann", one), _named("Ann", other))["family"] == label


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ("143 Mains Creek Road", "Mains Creek Road", "same street, a number left out or misread"),
        ("143 Mains Creek Road", "148 Mains Creek Road",
         "same street, a number left out or misread"),
        ("143 Mains Creek Road", "7 Mains Creek Road", "same postcode, another line"),
        ("143 Mains Creek Road", "143 Mains Crek Rd", "same home"),
    ],
)  # fmt: skip
def test_addresses(one: str, other: str, label: str) -> None:
    place = {"family_name": "Quillfeather", "postcode": "ZX4 2AB"}
    found = levels(place | {"address_line_1": one}, place | {"address_line_1": other})
    assert found["address"] == label
