"""Parquet, rewritten value for value; names, types and the order of rows stay."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.landing import header
from orchestration.landing.archive import Archived
from orchestration.privacy.matching import Plan
from orchestration.privacy.rewriting.places import Fields
from orchestration.quoting import globbed, literal, quoted


def rewrite(
    connection: duckdb.DuckDBPyConnection,
    archived: Archived,
    fields: Fields,
    plan: Plan,
    target: Path,
) -> None:
    """Write the successor of a Parquet file to `target`."""
    read = "read_parquet(?, file_row_number = true)"
    path = globbed(archived.path)
    described = connection.execute(f"describe select * from {read}", [path]).fetchall()
    types = {str(row[0]): str(row[1]) for row in described if row[0] != "file_row_number"}
    names = list(types)
    found = header.match(names, fields.extract)
    edits = [
        (row, found.positions[name], value)
        for row, values in fields.edits.items()
        for name, value in values.items()
        if row not in plan.gone
    ]
    columns = list(zip(*edits, strict=True)) or [(), (), ()]
    connection.execute(
        "create or replace temp table privacy_edits as select unnest(?::bigint[]) as row, "
        "unnest(?::integer[]) as place, unnest(?::varchar[]) as value",
        [list(column) for column in columns],
    )
    connection.execute(
        "create or replace temp table privacy_gone as select unnest(?::bigint[]) as row",
        [sorted(plan.gone)],
    )
    connection.execute(
        "create or replace temp table privacy_emptied as select unnest(?::bigint[]) as row",
        [sorted(plan.bare)],
    )
    known = set(found.positions.values())
    changed = sorted({place for _, place, _ in edits})
    selected, joins = [], []
    for place, name in enumerate(names):
        column = f"f.{quoted(name)}"
        if place in changed:
            new = f"try_cast(e{place}.value as {types[name]})"
            if types[name] == "BLOB":
                new = f"encode(e{place}.value)"
            column = f"case when e{place}.row is not null then {new} else {column} end"
            joins.append(
                f"left join (from privacy_edits where place = {place}) as e{place} "
                f"on e{place}.row = f.file_row_number + 1"
            )
        elif place not in known and plan.bare:
            column = f"case when w.row is null then {column} end"
        selected.append(f"{column} as {quoted(name)}")
    connection.execute(
        f"copy (select {', '.join(selected)} from {read} as f {' '.join(joins)} "
        "left join privacy_emptied as w on w.row = f.file_row_number + 1 "
        "where f.file_row_number + 1 not in (from privacy_gone) order by f.file_row_number) "
        f"to {literal(str(target))} (format parquet)",
        [path],
    )
