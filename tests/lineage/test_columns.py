"""What a column of a query is computed from."""

from __future__ import annotations

import pytest

from orchestration.lineage import Column, LineageError, Part, Query

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


def parents(sql: str, name: str) -> set[Column]:
    return {part.column for part in Query(sql, SCHEMA).parts(name)}


@pytest.mark.parametrize("name", CASES)
def test_a_column_is_computed_from(name: str) -> None:
    sql, wanted = CASES[name]
    assert parents(sql, "amount") == wanted


def test_the_rows_of_a_query_are_those_of_what_it_reads() -> None:
    sql = "select o.id from f.orders as o join f.calls as c on o.person = c.person"
    assert parents(sql, "*") == {("f.orders", "*"), ("f.calls", "*")}


def test_a_recursive_query_ends() -> None:
    sql = (
        "with recursive r as (select id, person from f.orders union all "
        "select r.id, c.person from r join f.calls as c on r.person = c.id) "
        "select person from r"
    )
    assert parents(sql, "person") == {("f.orders", "person"), ("f.calls", "person")}


def test_what_is_no_query_is_a_sentence() -> None:
    with pytest.raises(LineageError):
        Query("selec nothing frm", SCHEMA)


VALUES = {
    "a condition decides which column it is": (
        "select case when status = 'paid' then net end as amount from f.orders",
        {"net"},
    ),
    "a condition between constants is the value": (
        "select sum(case when status = 'paid' then 1 else 0 end) as amount from f.orders",
        {"status"},
    ),
    "a condition of counted rows is the value": (
        "select count(*) filter (where status = 'paid') as amount from f.orders",
        {"status", "*"},
    ),
    "what a window is parted and ordered by decides": (
        "select sum(net) over (partition by person order by id) as amount from f.orders",
        {"net"},
    ),
    "what the largest is chosen by decides": (
        "select max_by(net, status) as amount from f.orders group by person",
        {"net"},
    ),
    "what a list is ordered by decides": (
        "select string_agg(status, ',' order by id) as amount from f.orders",
        {"status"},
    ),
}


@pytest.mark.parametrize("name", VALUES)
def test_some_give_the_value_and_others_decide(name: str) -> None:
    sql, wanted = VALUES[name]
    parts = Query(sql, SCHEMA).parts("amount")
    assert {part.column[1] for part in parts if part.is_value} == wanted


STACKED = (
    "with o as (select * from f.orders), "
    "facts as (select 'paid' as kind, net as fact, person from o "
    "union all select 'spoken' as kind, minutes as fact, person from f.calls) "
)


@pytest.mark.parametrize(
    "read",
    [
        "select max(fact) filter (where kind = 'spoken') as amount from facts",
        "select max(case when kind = 'spoken' and person is not null then fact end) as amount "
        "from facts",
        "select fact as amount from facts where person is not null and 'spoken' = kind",
        "select f.fact as amount from f.orders as o "
        "left join facts as f on f.person = o.person and f.kind = 'spoken'",
        "select fact as amount from (select * from facts) as again where again.kind = 'spoken'",
    ],
)
def test_of_a_table_of_many_things_those_rows_count_that_are_asked_for(read: str) -> None:
    values = {p.column for p in Query(STACKED + read, SCHEMA).parts("amount") if p.is_value}
    assert values == {("f.calls", "minutes")}


def test_of_a_table_those_rows_are_named_that_are_read() -> None:
    sql = "select max(case when status = 'paid' then net end) as amount from f.orders"
    assert Part(("f.orders", "net"), frozenset({("status", "paid")})) in Query(sql, SCHEMA).parts(
        "amount"
    )


def test_rows_that_no_arm_makes_are_made_of_nothing() -> None:
    sql = STACKED + "select kind, fact as amount from facts"
    assert not Query(sql, SCHEMA).parts("amount", frozenset({("kind", "written")}))
