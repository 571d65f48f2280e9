"""What a column of a query is computed from."""

from __future__ import annotations

import pytest

from orchestration.lineage import LineageError, parents

SCHEMA = {
    "f.orders": {"id": "varchar", "net": "double", "status": "varchar", "person": "varchar"},
    "f.calls": {"id": "varchar", "minutes": "double", "person": "varchar"},
    "rules.words": {"word": "varchar", "meaning": "varchar"},
}

CASES = {
    "a column under another name": (
        "select net as amount from f.orders",
        {("f.orders", "net")},
    ),
    "through a common table expression and a star": (
        "with o as (select * from f.orders) select net as amount from o",
        {("f.orders", "net")},
    ),
    "every arm of a union by its place": (
        "select net as amount from f.orders union all select minutes from f.calls "
        "union all select minutes from f.calls",
        {("f.orders", "net"), ("f.calls", "minutes")},
    ),
    "the condition of a case": (
        "select case when status = 'paid' then net end as amount from f.orders",
        {("f.orders", "net"), ("f.orders", "status")},
    ),
    "what orders a window": (
        "select sum(net) over (partition by person) as amount from f.orders",
        {("f.orders", "net"), ("f.orders", "person")},
    ),
    "a scalar sub-select, with what it is looked up by": (
        "select (select max(c.minutes) from f.calls as c where c.person = o.person) as amount "
        "from f.orders as o",
        {("f.calls", "minutes"), ("f.calls", "person"), ("f.orders", "person")},
    ),
    "not what filters or joins": (
        "select o.net as amount from f.orders as o join f.calls as c on o.person = c.person "
        "where o.status = 'paid'",
        {("f.orders", "net")},
    ),
    "the rows that are counted": (
        "with o as (select id from f.orders) select count(*) as amount from o",
        {("f.orders", "*")},
    ),
    "what a rule is looked up with": (
        "select w.meaning as amount from f.orders as o "
        "left join (select word, meaning from rules.words) as w on lower(o.status) = w.word",
        {("rules.words", "meaning"), ("f.orders", "status")},
    ),
    "what a list of constants is looked up with": (
        "with kinds as (select 'a' as kind union all select 'b') "
        "select kinds.kind as amount from f.orders as o "
        "join kinds on coalesce(o.status, kinds.kind) = kinds.kind",
        {("f.orders", "status")},
    ),
    "a list taken apart": (
        "select item as amount from (select unnest(string_split(status, ',')) as item "
        "from f.orders) as parts",
        {("f.orders", "status")},
    ),
    "a constant": ("select 1 as amount from f.orders", set()),
}


@pytest.mark.parametrize("name", CASES)
def test_a_column_is_computed_from(name: str) -> None:
    sql, wanted = CASES[name]
    assert parents(sql, SCHEMA)["amount"] == wanted


def test_the_rows_of_a_query_are_those_of_what_it_reads() -> None:
    sql = "select o.id from f.orders as o join f.calls as c on o.person = c.person"
    assert parents(sql, SCHEMA)["*"] == {("f.orders", "*"), ("f.calls", "*")}


def test_a_recursive_query_ends() -> None:
    sql = (
        "with recursive r as (select id, person from f.orders union all "
        "select r.id, c.person from r join f.calls as c on r.person = c.id) "
        "select person from r"
    )
    assert parents(sql, SCHEMA)["person"] == {("f.orders", "person"), ("f.calls", "person")}


def test_what_is_no_query_is_a_sentence() -> None:
    with pytest.raises(LineageError):
        parents("selec nothing frm", SCHEMA)
