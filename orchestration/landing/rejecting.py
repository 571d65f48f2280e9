"""Rejects of typing: which line, which column, why, and the bytes as they came."""

from __future__ import annotations

from itertools import islice

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing.staged import REJECTS, TYPED, Staged, append
from orchestration.quoting import quoted

BATCH = 10_000


def failures(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> None:
    """Write a reject for every record and every value that `landing_typed` marks as failed."""
    marked = f"select _row from temp.{TYPED} where _failed is not null or _broken is not null"
    origins(connection, staged, marked)
    reasons: dict[str, list[object]] = {"code": [], "column_name": [], "is_record": [], "why": []}
    for place, column in enumerate(extract.columns):
        must = extract.requires(column)
        unfit = f"Column {column.name} does not read as {column.kind}"
        for code, is_record, why in (
            (f"m{place}", True, f"Required column {column.name} is empty."),
            (f"v{place}", must, f"Required column {column.name} does not read as {column.kind}."),
        ):
            reasons["code"].append(code)
            reasons["column_name"].append(column.name)
            reasons["is_record"].append(is_record)
            reasons["why"].append(why if is_record else f"{unfit}; loaded as null.")
    connection.execute(
        "create or replace temp table landing_reasons "
        "(code varchar, column_name varchar, is_record boolean, why varchar)"
    )
    append(connection, "landing_reasons", reasons)
    connection.execute(
        "create or replace temp table landing_failed as "
        "select _row, code, column_name, is_record, why, "
        "bool_or(is_record) over (partition by _row) as is_lost from "
        f"(select _row, unnest(string_split(_failed, ' ')) as code from temp.{TYPED}) "
        "inner join landing_reasons using (code)"
    )
    connection.execute(
        f"insert into {REJECTS} "
        "select _row, line, null, 'record', string_agg(why, ' ' order by code), any_value(raw) "
        "from landing_failed inner join landing_origin using (_row) where is_record group by all"
    )
    connection.execute(
        f"insert into {REJECTS} select _row, line, null, 'record', _broken, raw "
        f"from temp.{TYPED} inner join landing_origin using (_row) where _broken is not null"
    )
    texts = ", ".join(
        f"{staged.sources[column.name].text} as t{place}"
        for place, column in enumerate(extract.columns)
    )
    chosen = " ".join(f"when 'v{place}' then t{place}" for place in range(len(extract.columns)))
    connection.execute(
        f"insert into {REJECTS} "
        f"select _row, line, column_name, 'value', why, encode(case code {chosen} end) "
        f"from (select _row, {texts} from {staged.relation}) "
        "inner join landing_failed using (_row) inner join landing_origin using (_row) "
        "where not is_lost"
    )


def doubles(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> None:
    """Reject all but one record of every key: the latest `event_time` stays, then the last row."""
    key = ", ".join(quoted(name) for name in extract.key)
    rejected = f"select row from {REJECTS} where kind = 'record'"
    standing = f"select * from temp.{TYPED} where _row not in ({rejected})"
    repeated = f"select {key} from ({standing}) group by all having count(*) > 1"
    [(keys,)] = connection.execute(f"select count(*) from ({repeated})").fetchall()
    if not keys:
        return
    latest = f"{quoted(extract.event_time)} desc nulls last, " if extract.event_time else ""
    connection.execute(
        f"create or replace temp table landing_doubles as select _row from ({standing}) "
        f"semi join ({repeated}) using ({key}) "
        f"qualify row_number() over (partition by {key} order by {latest}_row desc) > 1"
    )
    origins(connection, staged, "select _row from landing_doubles")
    connection.execute(f"delete from {REJECTS} where row in (select _row from landing_doubles)")
    connection.execute(
        f"insert into {REJECTS} select _row, line, null, 'record', "
        "'The key stands in this file twice; its latest record was kept.', raw "
        "from landing_doubles inner join landing_origin using (_row)"
    )


def origins(connection: duckdb.DuckDBPyConnection, staged: Staged, rows: str) -> None:
    """Fill `landing_origin` with line and raw bytes of the rows that a query names."""
    wanted = {row for (row,) in connection.execute(rows).fetchall()}
    connection.execute(
        "create or replace temp table landing_origin (_row bigint, line bigint, raw blob)"
    )
    found = iter(staged.origin(wanted))
    while batch := list(islice(found, BATCH)):
        row, line, raw = zip(*batch, strict=True)
        append(connection, "landing_origin", {"_row": row, "line": line, "raw": raw})
