"""Types: the staged text becomes `landing_typed`, and what does not fit becomes rejects.

A value that cannot be cast rejects its record where the contract requires the column; elsewhere
the value is nulled and its text kept in the rejects ledger.
"""

from __future__ import annotations

import duckdb

from orchestration.company.departments import Column, Extract
from orchestration.landing import advice, rejecting
from orchestration.landing.casting import from_text
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.landing.staged import REJECTS, TYPED, Staged
from orchestration.quoting import quoted

ENOUGH = 10
# Advice is worked out for so many columns of one file.
MOST = 5
# The first of 1900 is what an empty cell looks like once a spreadsheet has had it.
FIRST, LAST, OPEN_END = "1900-01-02", "2199-12-31", "9999-12-31"


def build(
    connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged
) -> list[str]:  # fmt: skip
    """Make `landing_typed` (_row, contracted columns, _extra) of the records that can be loaded.

    Returns what would read values that do not fit, where there are many. Raises QuarantineError
    when more than half of a column's values do not fit its type: then the department has changed
    the column, not mistyped a value.
    """
    advised = []
    if cast(connection, extract, staged):
        advised = _refuse_changed(connection, extract, staged)
        rejecting.failures(connection, extract, staged)
    rejecting.doubles(connection, extract, staged)
    connection.execute(
        f"delete from temp.{TYPED} where _row in (select row from {REJECTS} where kind = 'record')"
    )
    return advised


def cast(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> int:
    """Make `landing_typed` of all records; return how many hold what does not fit.

    `_failed` names the columns of such a record, `_broken` says why it cannot be read at all.
    """
    columns = list(enumerate(extract.columns))
    read = ", ".join(f"{_text(staged, c)} as t{i}, {_value(staged, c)} as v{i}" for i, c in columns)
    failed = ", ".join(_failure(extract, staged, i, c) for i, c in columns)
    typed = ", ".join(f"{_possible(c, i)} as {quoted(c.name)}" for i, c in columns)
    connection.execute(
        f"create or replace temp table {TYPED} as "
        f"select _row, {typed}, extra as _extra, "
        f"case when broken is null then nullif(concat_ws(' ', {failed}), '') end as _failed, "
        f"broken as _broken from (select _row, {read}, {staged.extra} as extra, "
        f"{staged.broken} as broken from {staged.relation})"
    )
    [(failures,)] = connection.execute(
        f"select count(*) from temp.{TYPED} where _failed is not null or _broken is not null"
    ).fetchall()
    return int(failures)


def _text(staged: Staged, column: Column) -> str:
    return staged.sources[column.name].text


def _value(staged: Staged, column: Column) -> str:
    source = staged.sources[column.name]
    return source.typed or from_text(column, source.text, staged.excel_epoch)


def _failure(extract: Extract, staged: Staged, place: int, column: Column) -> str:
    """SQL for `m3` (required value missing), `v3` (value does not fit column 3) or null."""
    must = extract.requires(column)
    verdict = f"'m{place}'" if must else "null"
    missing = f"when t{place} is null or trim(t{place}) = '' then {verdict} "
    if column.data_type.lower() == "varchar" and not staged.sources[column.name].typed:
        return f"case {missing}end" if must else "null"
    return f"case {missing}when {_possible(column, place)} is null then 'v{place}' end"


def _possible(column: Column, place: int) -> str:
    """SQL for a value that can be true: a day is of nobody's time before FIRST or after LAST."""
    if column.data_type.lower() not in ("date", "timestamp"):
        return f"v{place}"
    day = f"cast(v{place} as date)"
    is_known = f"{day} between date '{FIRST}' and date '{LAST}' or {day} = date '{OPEN_END}'"
    return f"case when {is_known} then v{place} end"


def _refuse_changed(
    connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged
) -> list[str]:  # fmt: skip
    counts = ", ".join(
        f"count(*) filter (where list_contains(codes, 'v{i}')), count({quoted(c.name)})"
        for i, c in enumerate(extract.columns)
    )
    [found] = connection.execute(
        f"select {counts} from (select *, string_split(_failed, ' ') as codes from temp.{TYPED})"
    ).fetchall()
    unfit = [
        (column, found[2 * i], found[2 * i] + found[2 * i + 1])
        for i, column in enumerate(extract.columns)
        if found[2 * i] >= ENOUGH or found[2 * i] > found[2 * i + 1]
    ]
    advised = {c.name: advice.on(connection, extract, staged, c) for c, _, _ in unfit[:MOST]}
    changed = [(c, n, of) for c, n, of in unfit if n >= ENOUGH and 2 * n > of]
    if changed:
        said = [
            f"{n} of {of} values of {c.name} do not read as {c.kind}{extract.says('', c)}"
            f"{advised.get(c.name, '')}"
            for c, n, of in changed
        ]
        raise QuarantineError(
            f"Type changed: {'; '.join(said)}.",
            tuple(
                Drift("type_changed", c.name, one, "quarantined")
                for (c, _, _), one in zip(changed, said, strict=True)
            ),
        )
    return [
        f"{n} of {of} values of {c.name}{extract.says('', c)} do not read as {c.kind}"
        f"{advised[c.name]}."
        for c, n, of in unfit[:MOST]
        if advised[c.name]
    ]
