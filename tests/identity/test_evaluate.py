"""A labelled file from elsewhere takes the house's path, and its labels decide nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.commands.shared import UsageError

KEYS = [
    "records", "people", "pair_precision", "pair_recall", "pair_f1", "bcubed_f1", "mixed_share",
    "household_precision", "household_recall", "household_exact", "seconds", "peak_mb",
]  # fmt: skip
MAPS = [
    "given_name=first", "family_name=last", "birth_on=born", "address_line_1=line",
    "postcode=zip", "national_id=number",
]  # fmt: skip


def town(path: Path, people: int = 400) -> Path:
    """Two Australian departments, a tenth of the values slipped; dates as MM/DD/YYYY in one."""
    connection = duckdb.connect()
    connection.execute(
        f"""
        create table people as
        select
            i,
            i // 2 as home,
            upper(substr(translate(md5('g' || i % 90), '0123456789', 'aeioulnrst'), 1, 6)) as first,
            upper(substr(translate(md5('f' || i // 2), '0123456789', 'aeioulnrst'), 1, 8)) as last,
            date '1940-01-01' + cast(hash('b' || i) % 22000 as integer) as born,
            1 + hash('n' || i // 2) % 90 || ' '
                || substr(translate(md5('s' || i // 2 % 60), '0123456789', 'aeioulnrst'), 1, 7)
                || ' street' as line,
            cast(2000 + i // 2 % 300 as varchar) as zip,
            cast(1000000 + hash('id' || i) % 9000000 as varchar) as number
        from range({people}) as t(i);
        copy (
            select 'a' as department, 'a' || i as id, first, last,
                strftime(born, '%m/%d/%Y') as born, line, zip, number, i as person, home
            from people
            union all
            select
                'b', 'b' || i,
                if(i % 10 = 1, first[2:], first), if(i % 10 = 2, last || 'E', last),
                if(i % 10 = 3, null, strftime(born, '%Y%m%d')), line,
                if(i % 10 = 4, null, zip), if(i % 10 = 5, null, number), i, home
            from people where i % 3 > 0
        ) to '{path}' (format csv, header true)
        """
    )
    return path


def run(records: Path, *more: str, maps: list[str] = MAPS) -> dict[str, float | None]:
    arguments = ["identity", "evaluate", "--records", str(records), "--id", "id"]
    arguments += ["--truth", "person", "--household-truth", "home", "--json", *more]
    for field in maps:
        arguments += ["--map", field]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    found: dict[str, float | None] = json.loads(result.stdout.strip().splitlines()[-1])
    return found


def grouping(path: Path, record: str) -> set[frozenset[str]]:
    rows = duckdb.execute(f"select list({record}) from '{path}' group by customer").fetchall()
    return {frozenset(row[0]) for row in rows}


def test_one_object_with_exactly_the_named_measures_and_a_clean_town_is_found_whole(
    tmp_path: Path,
) -> None:
    found = run(town(tmp_path / "town.csv"), "--department", "department")
    assert list(found) == KEYS
    assert found["records"] == 666
    assert found["people"] == 400
    for measure in ("pair_precision", "pair_f1", "bcubed_f1", "household_precision"):
        assert (found[measure] or 0) > 0.99, (measure, found)
    assert (found["household_exact"] or 0) > 0.95


def test_labels_ids_and_row_order_change_no_group(tmp_path: Path) -> None:
    first, other = town(tmp_path / "town.csv", 240), tmp_path / "other.parquet"
    duckdb.execute(
        f"""
        copy (
            select
                department, 'x' || id as id, first, last, born, line, zip, number,
                hash(id) % 7 as person, hash(id || 'h') % 9 as home
            from '{first}' order by hash('order' || id)
        ) to '{other}' (format parquet)
        """
    )
    run(first, "--out", str(tmp_path / "one.csv"))
    run(other, "--out", str(tmp_path / "two.parquet"))
    assert grouping(tmp_path / "one.csv", "record") == grouping(
        tmp_path / "two.parquet", "substr(record, 2)"
    )


def test_without_birth_dates_and_numbers_names_and_addresses_do(tmp_path: Path) -> None:
    maps = [field for field in MAPS if not field.startswith(("birth_on", "national_id"))]
    found = run(town(tmp_path / "town.csv", 240), maps=maps)
    assert (found["pair_precision"] or 0) > 0.97
    assert (found["pair_recall"] or 0) > 0.9


def test_a_full_name_alone_with_a_date_is_enough_to_find_people(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    duckdb.execute(
        f"copy (select id, last || ', ' || first as name, born, person, home "
        f"from '{town(tmp_path / 'town.csv')}') to '{path}' (format csv, header true)"
    )
    found = run(path, maps=["full_name=name", "birth_on=born"])
    assert (found["pair_precision"] or 0) > 0.97
    assert (found["pair_recall"] or 0) > 0.85


def test_a_birth_date_in_three_columns_of_json_lines_is_one_date(tmp_path: Path) -> None:
    path = tmp_path / "town.jsonl"
    duckdb.execute(
        f"""
        copy (
            select
                * exclude (born), year(day) as y, month(day) as m,
                if(department = 'b', null, day(day)) as d
            from (
                select *, coalesce(
                    try_strptime(born, '%m/%d/%Y'), try_strptime(born, '%Y%m%d')
                ) as day
                from read_csv('{town(tmp_path / "town.csv", 240)}', all_varchar = true)
            )
        ) to '{path}' (format json)
        """
    )
    maps = [field for field in MAPS if not field.startswith(("birth_on", "national_id"))]
    parts = ["birth_year=y", "birth_month=m", "birth_day=d"]
    found = run(path, "--department", "department", maps=[*maps, *parts])
    assert (found["pair_f1"] or 0) > 0.98
    with pytest.raises(UsageError, match="birth_year with birth_month and birth_day"):
        run(path, maps=[*maps, "birth_day=d"])


def test_a_higher_precision_links_less_and_is_no_less_precise(tmp_path: Path) -> None:
    path = town(tmp_path / "town.csv", 240)
    maps = [field for field in MAPS if not field.startswith(("birth_on", "national_id"))]
    usual, strict = (run(path, "--precision", p, maps=maps) for p in ("0.5", "0.9999999"))
    assert (strict["pair_recall"] or 0) < (usual["pair_recall"] or 0)
    assert (strict["pair_precision"] or 0) >= (usual["pair_precision"] or 0)
    with pytest.raises(UsageError, match="between 0 and 1"):
        run(path, "--precision", "1", maps=maps)


@pytest.mark.parametrize(
    ("change", "maps", "message"),
    [
        ("select * exclude (first)", MAPS, "has no column first. It has: department, id"),
        ("select *", ["surname=last"], "--map does not know surname"),
        ("select *", ["city=line"], "No mapped field says who somebody is"),
        ("select *", ["given_name"], "is not field=column"),
        ("select * replace ('a' as id)", MAPS, "repeat another record's 'id'"),
        ("select * replace (if(id = 'a1', null, id) as id)", MAPS, "1 records have nothing in"),
        ("select * from town limit 0", MAPS, "holds no records"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, change: str, maps: list[str], message: str
) -> None:
    connection = duckdb.connect()
    connection.execute(f"create table town as from '{town(tmp_path / 'town.csv', 20)}'")
    path = tmp_path / "bad.parquet"
    query = change if " from " in change else f"{change} from town"
    connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        run(path, maps=maps)


def test_an_empty_a_missing_and_an_unreadable_file_are_told_apart(tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.csv", tmp_path / "binary.parquet"
    empty.touch()
    binary.write_bytes(b"PAR1" + np.random.default_rng(1).bytes(300))
    for path, message in (
        (empty, "is empty"),
        (tmp_path / "none.csv", "There is no file"),
        (binary, "no sound Parquet"),
    ):
        with pytest.raises(UsageError, match=message):
            run(path)
