"""SQL that others wrote reads what it was given, and reaches nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import sandbox

TABLES = {"raw_x.t", "raw_x.u", "x.csv"}
COLUMNS = ("Amount", "day", "customer")


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("select 1 from raw_x.t as o anti join raw_x.u as p using (id)", {"raw_x.t", "raw_x.u"}),
        ("with q as (select id from raw_x.t) select lag(id) over () from q", {"raw_x.t"}),
        ("select 1 from raw_x.t where 1 not in (from raw_x.u) limit 5", {"raw_x.t", "raw_x.u"}),
        ("select 1 from raw_x.t, unnest([1, 2]) group by all having count(*) > 1", {"raw_x.t"}),
        ("select 1 from raw_x.t union all select 1 from raw_x.u -- why", {"raw_x.t", "raw_x.u"}),
        ("select case when a like '%x' then abs(b) + 1 end from raw_x.t", {"raw_x.t"}),
        ("select 1 where false", set()),
        ("select 1 /* raw_x.t */", set()),
    ],
)  # fmt: skip
def test_a_select_says_which_tables_it_reads(sql: str, read: set[str]) -> None:
    assert sandbox.select(sql, TABLES) == read


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/hostname')",
        "select * from raw_x.t, read_csv('f')",
        "select (select content from read_blob('f')) from raw_x.t",
        "select * from glob('/*')",
        "select * from 'f.csv'",
        'select * from "f.parquet"',
        "select * from f.csv",
        "select * from main.\"f.csv\"",
        'with "f.csv" as (select 1) select * from "f.csv"',
        "select * from (with f as (select * from \"f.csv\") select * from f)",
        "select * from raw_x.secrets",
        "select * from other.raw_x.t",
        "select * from duckdb_secrets()",
        "select * from duckdb_settings()",
        "select * from information_schema.tables",
        "select * from query('select 1')",
        "select * from query_table('raw_x.t')",
        "select * from (describe raw_x.t)",
        "select * from (show tables)",
        "select * from (summarize raw_x.t)",
        "from sniff_csv('f')",
        "select getenv('HOME')",
        "select current_setting('home_directory') from raw_x.t",
        "select nextval('s') from raw_x.t",
        "select write_log('x') from raw_x.t",
        "select sleep_ms(10000) from raw_x.t",
        "select no_such_function(1) from raw_x.t",
        "copy (select 1) to 'f'",
        "copy raw_x.t to 'f'",
        "attach 'f' as g",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '100GB'",
        "pragma database_list",
        "create table raw_x.v as select 1",
        "drop table raw_x.t",
        "delete from raw_x.t",
        "insert into raw_x.t values (1)",
        "export database 'f'",
        "call pragma_version()",
        "explain analyze select 1",
        "select 1; select 2",
        "select 1; copy (select 1) to 'f'",
        "select 1 where false) as z; drop table raw_x.t; select count(*) from (select 1",
        "",
        ";",
        "-- nothing",
        "select",
        "select " + "(" * 100_000 + "1" + ")" * 100_000,
    ],
)  # fmt: skip
def test_anything_that_reaches_further_is_refused_before_it_runs(sql: str) -> None:
    with pytest.raises(sandbox.SandboxError):
        sandbox.select(sql, TABLES)


@pytest.mark.parametrize(
    "sql",
    [
        "Amount",
        '"Amount"',
        "amount * 1.2 -- with tax",
        "strptime(day, '%d-%b-%y')",
        "row_number() over (order by day desc)",
        "case when customer = '' then null else trim(customer) end",
        "try_cast(replace(Amount, ',', '') as double)",
        "list_sum(list_transform([1, 2], x -> x + Amount))",
        "coalesce(Amount, 0)::decimal(12, 2)",
    ],
)
def test_an_expression_over_the_columns_passes(sql: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table given (Amount double, day varchar, customer varchar)")
        if "replace" not in sql:
            connection.execute(f"select {sandbox.expression(sql, COLUMNS)} from given")


@pytest.mark.parametrize(
    "sql",
    [
        "1; copy (select 42) to 'f'; select Amount",
        "1) from given; copy (select 42) to ('f'",
        "(select content from read_text('f'))",
        "(select max(Amount) from given)",
        "exists (select 1)",
        "Amount in (select 1)",
        "Amount, day",
        "1), (2",
        "1) from read_text('f') where (1 = 1",
        "1) from given union all select (2",
        "Amount) from given where (true",
        "Amount) from given limit (1",
        "1) from given --",
        "1) from given as g, given as h where (1 = 1",
        "*",
        "given.*",
        "columns('.*')",
        "password",
        "getenv('HOME')",
        "current_setting('home_directory')",
        "getvariable('x')",
        "attach 'f' as g",
        "",
        "/* nothing */",
    ],
)
def test_anything_but_one_expression_is_refused(sql: str) -> None:
    with pytest.raises(sandbox.SandboxError):
        sandbox.expression(sql, COLUMNS)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('{out}/secret')",
        "from '{out}/secret.csv'",
        "copy (select 1) to '{out}/written.csv'",
        "copy (select 1) to '{home}/../written.csv'",
        "attach '{out}/new.duckdb'",
        "install httpfs",
        "load '{out}/x.duckdb_extension'",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "set memory_limit = '90GB'",
        "reset lock_configuration",
        "from TABLES",
    ],
)
def test_a_locked_connection_reaches_its_own_folders_alone(tmp_path: Path, sql: str) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    out.mkdir()
    for name in ("secret", "secret.csv"):
        (out / name).write_text("not for you")
    with sandbox.opened([home]) as connection:
        connection.execute(f"copy (select 42 as answer) to '{home}/mine.csv' (header true)")
        assert connection.execute(f"from '{home}/mine.csv'").fetchall() == [(42,)]
        with pytest.raises(duckdb.Error):
            connection.execute(sql.format(home=home, out=out))
    assert sorted(path.name for path in out.iterdir()) == ["secret", "secret.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "out"]
