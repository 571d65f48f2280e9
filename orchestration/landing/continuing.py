"""Continuation rows: cells that stand for what is above them, and rows that are one record.

Spreadsheets and exports write a value once and leave it out below. Filling and joining happen on
the text of the file, before types, so that a total in an order's first row stays its total.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import rejecting
from orchestration.landing.staged import RECORDS, REJECTS, ROWS, Source, Staged
from orchestration.quoting import literal

DIFFERS = "A further row of this record says otherwise; the record keeps what its first row says."


def whole(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> Staged:
    """The records of a file whose rows continue one another; as it is where none do.

    `staged` has a source for every column. A record of several rows has in each column the first
    value that is not empty, and stands at its first row; what further rows say otherwise becomes
    a value reject, and what no column reads is kept in `_extra` under `_continued`.
    """
    shape = extract.shape
    if not shape.fill_down and not shape.first_row_of:
        return staged
    places = {column.name: place for place, column in enumerate(extract.columns)}
    read = ", ".join(
        f"{source.text} as t{places[name]}"
        + (f", {source.typed} as y{places[name]}" if source.typed else "")
        for name, source in staged.sources.items()
    )
    connection.execute(
        f"create or replace temp table {ROWS} as select _row, {read}, "
        f"cast({staged.extra} as varchar) as extra, {staged.broken} as broken "
        f"from {staged.relation}"
    )
    sources = {
        name: Source(f"t{places[name]}", f"y{places[name]}" if source.typed else None)
        for name, source in staged.sources.items()
    }
    made = replace(staged, relation=f"temp.{ROWS}", sources=sources, extra="extra", broken="broken")
    if shape.fill_down:
        _fill(connection, extract, made)
    return _join(connection, extract, made) if shape.first_row_of else made


def _fill(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> None:
    within = ", ".join(f"trim({staged.sources[n].text})" for n in extract.shape.fill_within)
    window = f"({f'partition by {within} ' if within else ''}order by _row)"
    filled = []
    for name in extract.shape.fill_down:
        source = staged.sources[name]
        is_there = f"nullif(trim({source.text}), '') is not null"
        for value in (source.text, *([source.typed] if source.typed else [])):
            filled.append(
                f"last_value(case when {is_there} then {value} end ignore nulls) over {window} "
                f"as {value}"
            )
    connection.execute(
        f"create or replace temp table {ROWS} as "
        f"select * replace ({', '.join(filled)}) from temp.{ROWS}"
    )


def _join(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> Staged:
    keys = [f"nullif(trim({staged.sources[n].text}), '')" for n in extract.shape.first_row_of]
    # A row without a key continues nothing.
    key = f"case when {' and '.join(f'{k} is not null' for k in keys)} and broken is null " \
          f"then [{', '.join(keys)}] else [cast(_row as varchar), ''] end"  # fmt: skip
    firsts = []
    for source in staged.sources.values():
        is_there = f"filter (where nullif(trim({source.text}), '') is not null)"
        for value in (source.text, *([source.typed] if source.typed else [])):
            firsts.append(f"first({value} order by _row) {is_there} as {value}")
    connection.execute(
        f"create or replace temp table {RECORDS} as select min(_row) as _row, "
        f"{', '.join(firsts)}, count(*) as rows, first(extra order by _row) as first_extra, "
        "list(extra order by _row) filter (where extra is not null) as extras, "
        f"first(broken order by _row) as broken, any_value({key}) as _key "
        f"from temp.{ROWS} group by {key}"
    )
    differing = _differences(connection, extract, staged, key)
    [(rows, records)] = connection.execute(
        f"select coalesce(sum(rows), 0), count(*) from temp.{RECORDS}"
    ).fetchall()
    further = "case when first_extra is null then extras else extras[2:] end"
    extra = (
        f"case when rows > 1 and len({further}) > 0 then json_merge_patch("
        "coalesce(first_extra, '{}'), json_object('_continued', "
        f"[cast(one as json) for one in {further}])) else first_extra end"
    )
    notes = []
    if rows > records:
        notes.append(f"{rows} rows are {records} records: further rows continue the first.")
    if differing:
        notes.append(
            f"{differing} values of further rows differ from their record's; rejected, not loaded."
        )
    return replace(
        staged,
        relation=f"temp.{RECORDS}",
        records=staged.records - int(rows - records),
        extra=extra,
        notes=(*staged.notes, *notes),
    )


def _differences(
    connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged, key: str
) -> int:
    """Write a value reject for whatever a further row says otherwise; return how many."""
    made = {c.name for c in extract.columns if not c.reading.has_field}
    # What an expression says of a further row is nothing that the file says.
    told = [(name, s.text) for name, s in staged.sources.items() if name not in made]
    pairs = ", ".join(
        f"{{'name': {literal(name)}, 'said': trim(rows.{text}), 'kept': trim(kept.{text})}}"
        for name, text in told
    )
    connection.execute(
        "create or replace temp table landing_differences as select _row, unnest(pairs, "
        f"recursive := true) from (select rows._row, [{pairs}] as pairs "
        f"from (select *, {key} as _key from temp.{ROWS}) as rows "
        f"inner join temp.{RECORDS} as kept using (_key) where rows._row <> kept._row)"
    )
    connection.execute(
        "delete from landing_differences where coalesce(said, '') = '' or said = kept"
    )
    rejecting.origins(connection, staged, "select distinct _row from landing_differences")
    [(written,)] = connection.execute(
        f"insert into {REJECTS} select _row, line, name, 'value', '{DIFFERS}', encode(said) "
        "from landing_differences inner join landing_origin using (_row)"
    ).fetchall()
    return int(written)
