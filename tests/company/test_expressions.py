"""An expression is one value of one record: nothing else gets in, nothing gets out."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.company import expressions
from orchestration.company.expressions import ExpressionError, checked


@pytest.mark.parametrize(
    ("text", "fields", "value"),
    [
        ("split_part(name, ' ', 2)", ("name",), "Bell"),
        ('try_cast("Unit price" as decimal(8,2)) * 2', ("Unit price",), "5.00"),
        ("case when via.channel = 'web' then 'online' else 'shop' end", ("via.channel",), "online"),
        ("upper(name) /* loud */ -- so", ("name",), "ANN BELL"),
        ("lpad(via.channel, 5, '0')", ("via.channel",), "00web"),
        ("coalesce(nope, name)", ("nope", "name"), "Ann Bell"),
        ("extract(year from cast('2025-10-01' as date))", (), "2025"),
    ],
)
def test_a_scalar_over_the_fields_runs(text: str, fields: tuple[str, ...], value: str) -> None:
    found = checked(text)
    assert found.fields == fields
    record = {"name": "Ann Bell", "Unit price": "2.50", "via.channel": "web"}
    read = ", ".join(f'cast(? as varchar) as "{expressions.alias(name)}"' for name in fields)
    given = [record.get(name) for name in fields]
    sql = f"select cast({found.sql} as varchar) from (select 1 as one{', ' + read if read else ''})"
    assert duckdb.execute(sql, given).fetchall() == [(value,)]


@pytest.mark.parametrize(
    "text",
    [
        "(select 1)", "name from people", "name as n", "name, name", "1; drop table people", "*",
        "name) from people; --", "exists (select 1)", "name order by 1", "1 union select 2",
        "read_text('/etc/passwd')", "glob('*')", "getenv('HOME')", "current_setting('threads')",
        "nextval('s')", "random()", "now()", "current_date", "uuid()", "count(*)", "max(name)",
        "row_number() over ()", "repeat('x', 1000000000)", "lpad(name, 100000000, 'x')",
        "lpad(name, length(name), 'x')", "query_table('people')", "list_transform([1], x -> x)",
        "other.read_text(name)", "$1", "?", "", "--", "name +", "upperr(name)", "name * 2",
        "columns(*)", "format('{:>999999999}', name)", "x'", "'" * 5_000,
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ExpressionError) as told:
        checked(text)
    assert "_field_" not in str(told.value)


def test_the_sandbox_opens_no_file_and_cannot_be_unlocked() -> None:
    for sql in ("from read_text('/etc/hostname')", "set enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            expressions._sandbox().execute(sql)
