"""SQL that only one engine reads stands in the macros of `portable*.sql` and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import DBT_PACKAGE, PROJECT, from_environment

MACROS = DBT_PACKAGE / "macros"
PLACES = (
    DBT_PACKAGE / "models",
    DBT_PACKAGE / "tests",
    MACROS,
    from_environment().company / "departments",
    PROJECT / "orchestration" / "company" / "templates",
)
# Functions that mean the same on DuckDB and on Apache Spark, called as they are called here. One
# that is missing is no mistake yet: look it up in both manuals, compare what it does with nulls,
# ties and types, and add it here, or else write a macro. `reverse` differs where a letter has a
# combining mark, and is for numbers.
FUNCTIONS = """
    abs avg cast ceil coalesce count dense_rank exp extract first_value floor greatest instr lag
    last_value lead least length ln lower max max_by min min_by month nullif ntile power rank
    replace reverse round row_number sign sqrt stddev_samp substr sum trim try_cast upper var_samp
    year
"""
KEYWORDS = """
    all and any as between by case decimal distinct else except exists filter from having if in
    intersect join not on or order over partition qualify select then union using values when where
    with within
"""
OF_JINJA = """
    append config default dict do endswith env_var format get has items join keys lower map quote
    raise_compiler_error range ref rejectattr render replace return run_query set sort source split
    startswith strip this title unique update upper values var
"""
# What is written with signs and words, and not as a call.
ONLY_ONE_ENGINE = {
    "a cast with ::": r"::",
    "a lambda with ->": r"->",
    "whole division with //": r"(?<![:/])//",
    "a backslash, which Spark reads as an escape": r"\\",
    "a decimal without an exponent, which divides differently: write 0.5e0": (
        r"(?<![\w.'-])[0-9]+\.[0-9]+(?![\w.'])"
    ),
    "ignore nulls: last_known and next_known": r"\bignore nulls\b",
    "an interval: add_days, add_months, add_seconds": r"\binterval\b",
    "union by name": r"\bby name\b",
    "asof join": r"\basof\b",
    "select * exclude": r"\*\s*(exclude|except|replace|rename|like)\b",
    "a type that Spark lacks": r"\bas (varchar|text|hugeint|u[a-z]*int[a-z]*|real|json|blob)\b",
    "a recursive query": r"\bwith recursive\b",
    "distinct on": r"\bdistinct on\b",
    "the present moment: as_of()": r"\b(current_date|current_timestamp|localtimestamp)\b",
    "a question about the engine": r"\btarget\.type\b",
    "a list or a subscript outside of Jinja: array_of": r"\[",
}
OUTSIDE_JINJA = ("a list or a subscript outside of Jinja: array_of",)
CALL = re.compile(r"(?<![\w.\"`])(?:customer360\.|adapter\.|exceptions\.)?([a-z_][a-z_0-9]*)\(")
# Not `as t (a, b)`, which names columns.
SPACED = re.compile(r"(?<!\bas )(?<![\w.\"`])([a-z_][a-z_0-9]*) \(")


def sql_files() -> list[Path]:
    """Every SQL file of the product and the sample company but those that are engine-specific."""
    found = (path for place in PLACES for path in place.rglob("*.sql"))
    return sorted(path for path in found if not path.name.startswith("portable"))


def macros() -> frozenset[str]:
    """The names of the product's macros and of their parameters that are macros themselves."""
    text = "".join(path.read_text(encoding="utf-8") for path in MACROS.rglob("*.sql"))
    return frozenset(re.findall(r"{%-?\s*(?:macro|test)\s+(\w+)", text))


def code(text: str) -> str:
    """SQL without what a comment says."""
    text = re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)
    return re.sub(r"(^|\s)--[^\n]*", r"\1", text)


def engine_specific(text: str, known: frozenset[str]) -> Iterator[str]:
    """What in a model's text one of the two engines would not read, or read differently."""
    said = code(text)
    plain = re.sub(r"{[{%].*?[%}]}", " ", said, flags=re.DOTALL)
    for what, pattern in ONLY_ONE_ENGINE.items():
        where = plain if what in OUTSIDE_JINJA else said
        where = re.sub(r"'[^'\n]*'", "''", where) if what in OUTSIDE_JINJA else where
        if found := re.search(pattern, where, re.IGNORECASE):
            yield f"{what} ({found.group(0)})"
    allowed = known.union(FUNCTIONS.split(), KEYWORDS.split(), OF_JINJA.split())
    for function in (*CALL.findall(said), *SPACED.findall(plain)):
        if function not in allowed:
            yield f"{function}() is not known to mean the same on both engines"


@pytest.mark.parametrize("path", sql_files(), ids=lambda path: path.stem)
def test_a_model_says_nothing_that_only_one_engine_reads(path: Path) -> None:
    assert not list(engine_specific(path.read_text(encoding="utf-8"), macros()))


@pytest.mark.parametrize(
    "sql",
    [
        "select amount::double from t",
        "select list_transform(words, word -> upper(word)) from t",
        "select a // b from t",
        "select strftime(day, '%Y') from t",
        "select date_diff('day', a, b) from t",
        "select epoch(a) from t",
        "select last_value(a ignore nulls) over (order by b) from t",
        "select day + interval 1 day from t",
        "select cast(a as varchar) from t",
        "select * exclude (a) from t",
        "select * from a union all by name select * from b",
        "select [1, 2] as numbers from t",
        "select words[1] from t",
        "select amount / 86400.0 from t",
        "select regexp_replace(a, '\\d', '') from t",
        "select a from t where b = current_date",
        "select {{ pennies('any_value(amount)') }} from t",
        "select {{ pennies('amount::decimal') }} from t",
        "{% if target.type == 'spark' %} select 1 {% endif %}",
        "select string_agg(a, ',') from t",
        "select unnest (a) from t",
    ],
)
def test_what_only_one_engine_reads_is_found(sql: str) -> None:
    assert list(engine_specific(sql, macros()))


@pytest.mark.parametrize(
    "sql",
    [
        "-- A comment may say epoch(a)::x.\nselect max_by(a, b) filter (where c) as d from t",
        "select sum(a) over (partition by b order by c rows unbounded preceding) / 2.5e0 from t",
        "select {{ customer360.array_of(['a', 'b']) }} from {{ ref('t') }} where a in ('x.5', '1')",
        "select a from (values (1, 2)) as t (a, b)",
        "select cast(a as decimal(18, 2)) from t where b = '2026-01-31' and c like '[a]%'",
    ],
)
def test_what_both_engines_read_alike_is_allowed(sql: str) -> None:
    assert not list(engine_specific(sql, macros()))


def test_every_macro_that_is_dispatched_has_both_engines_or_one_that_serves_both() -> None:
    text = {path.name: path.read_text(encoding="utf-8") for path in MACROS.glob("portable*.sql")}
    everything = "".join(text.values())
    of_spark = "".join(said for name, said in text.items() if name.startswith("portable_spark"))
    dispatched = set(re.findall(r"adapter\.dispatch\('(\w+)'", everything))
    own = set(re.findall(r"macro spark__(\w+)", of_spark))
    assert dispatched == set(re.findall(r"macro default__(\w+)", everything))
    # Written for DuckDB, and tried on Spark: tests/engines.
    assert dispatched - own == {"median", "month_start", "pennies", "regexp_extract", "split_part"}
