"""Which rows of the raw tables are a person's, and everything in them that names the person.

It begins with the records of the crosswalk and follows ids: an account's orders, an order's lines.
A row that names a record of somebody else is not followed, unless it is a record of theirs by its
own key: a gift sent to a friend is the friend's, and a named driver is their own on any policy.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from orchestration import queries
from orchestration.company.departments import Extract, sound_extracts
from orchestration.privacy import columns
from orchestration.privacy.columns import COMPARED
from orchestration.quoting import quoted

_ROUNDS = 8


def tables(connection: duckdb.DuckDBPyConnection) -> tuple[Extract, ...]:
    """Every contracted raw table that is there, with those of its columns that it has.

    A contract may ask since for a column that the next run lands first. A source that is queried
    where it lives is a view, and none.
    """
    held: dict[tuple[str, str], set[str]] = {}
    there = connection.execute(queries.text(__file__, "columns_held.sql")).fetchall()
    for schema, table, column in there:
        held.setdefault((str(schema), str(table)), set()).add(str(column))
    found = []
    for extract in sound_extracts():
        if names := held.get((extract.schema, extract.table)):
            columns_there = tuple(one for one in extract.columns if one.name in names)
            found.append(replace(extract, columns=columns_there))
    return tuple(found)


def begin(connection: duckdb.DuckDBPyConnection, people: dict[str, list[str]]) -> None:
    """Write `mine` (namespace, value, person), `theirs` and `belongings`, empty but for records.

    `people` is the customer numbers of each person, by the person's mark. Reads
    `identity.crosswalk`; a record that is gone counts for whom it was last.
    """
    marks = [mark for mark, numbers in people.items() for _ in numbers]
    numbers = [number for given in people.values() for number in given]
    connection.execute(
        "create or replace temp table persons as select unnest($marks::varchar[]) as person, "
        "unnest($numbers::varchar[]) as customer_id",
        {"marks": marks, "numbers": numbers},
    )
    connection.execute(queries.text(__file__, "owners.sql"))


def follow(connection: duckdb.DuckDBPyConnection, extracts: tuple[Extract, ...]) -> None:
    """Fill `belongings` and `mine` until no further row names an id of theirs."""
    claimed: dict[str, tuple[int, ...]] = {}
    for _ in range(_ROUNDS):
        is_stable = True
        for extract in extracts:
            # A table is read again only where an id was found that it may name.
            known = _known(connection, extract)
            if claimed.get(extract.name) != known:
                claim(connection, extract, raw(extract), extract.name)
                claimed[extract.name], is_stable = known, False
        if is_stable:
            return


def _known(connection: duckdb.DuckDBPyConnection, extract: Extract) -> tuple[int, ...]:
    """How many ids of theirs are known of each kind that a table names."""
    counts = dict(
        connection.execute("select namespace, count(*) from mine group by namespace").fetchall()
    )
    return tuple(int(counts.get(one.namespace, 0)) for one in columns.ids(extract))


def raw(extract: Extract) -> str:
    """The raw table of an extract, quoted."""
    return f"{quoted(extract.schema)}.{quoted(extract.table)}"


def claim(connection: duckdb.DuckDBPyConnection, extract: Extract, table: str, label: str) -> None:
    """Add the rows of one table that are a person's, and the ids that are these rows' own."""
    found = columns.ids(extract)
    if not found:
        return
    text = columns.as_text(extract.columns)
    hits = " union all ".join(
        f"select t.rowid as rid, m.person, {int(one.is_own)} as is_own from {table} as t "
        f"join mine as m on m.namespace = '{one.namespace}' "
        f"and m.value = compared_id({text[one.column]})"
        for one in found
    )
    strange = " or ".join(
        f"exists (select 1 from theirs where theirs.namespace = '{one.namespace}' "
        f"and theirs.value = compared_id({text[one.column]}))"
        for one in found
        if one.is_record
    )
    connection.execute(f"delete from belongings where tab = '{label}'")
    connection.execute(
        f"insert into belongings select '{label}', rid, arg_max(person, is_own), max(is_own) = 1 "
        f"from ({hits}) group by rid"
    )
    if strange:
        connection.execute(
            f"delete from belongings where tab = '{label}' and not is_own and rid in ("
            f"select t.rowid from {table} as t semi join belongings as b "
            f"on b.tab = '{label}' and b.rid = t.rowid where {strange})"
        )
    for one in found:
        if one.is_own:
            connection.execute(
                "insert into mine "
                f"select distinct '{one.namespace}', compared_id({text[one.column]}), b.person "
                f"from {table} as t join belongings as b on b.tab = '{label}' and b.rid = t.rowid "
                f"where compared_id({text[one.column]}) is not null except select * from mine"
            )


def gather(connection: duckdb.DuckDBPyConnection, extract: Extract, table: str, label: str) -> None:
    """Add to `gathered` what the person's rows of one table say: contacts, names, places."""
    text = columns.as_text(extract.columns)
    rows = f"from {table} as t join belongings as b on b.tab = '{label}' and b.rid = t.rowid"
    found = [
        f"select '{COMPARED[c.pii or ''][0]}' as kind, "
        f"{COMPARED[c.pii or ''][1]}({text[c.name]}) as value, b.person {rows}"
        for c in columns.personal(extract, *COMPARED)
    ]
    for name in columns.name_texts(extract, text):
        found += [
            f"select 'name', compared_name({name}), b.person {rows}",
            f"select 'name', short_name({name}), b.person {rows}",
            f"select 'word', unnest(words_of({name})), b.person {rows}",
        ]
    if found:
        connection.execute(
            "insert into gathered select distinct * from ("
            + " union all ".join(found)
            + ") where value is not null and length(value) > 1 except select * from gathered"
        )


def shared(connection: duckdb.DuckDBPyConnection, extracts: tuple[Extract, ...]) -> None:
    """Write `shared` (kind, value): what rows that are nobody's or somebody else's say as well.

    A birth date or a place is shared only where the name is the same: father and son.
    """
    connection.execute(
        """
        create or replace temp table shared (kind varchar, value varchar);
        create or replace temp table known as select distinct kind, value from gathered;
        create or replace temp table known_names as select value from known where kind = 'name'
        """
    )
    for extract in extracts:
        table, text = raw(extract), columns.as_text(extract.columns)
        strangers = f"{table} as t anti join belongings as b " \
                    f"on b.tab = '{extract.name}' and b.rid = t.rowid"  # fmt: skip
        _namesakes(connection, strangers, columns.name_texts(extract, text))
        for column in columns.personal(extract, *COMPARED):
            kind, form = COMPARED[column.pii or ""]
            rows = f"from {strangers}"
            if kind in ("birth", "place"):
                rows += " semi join namesakes as n on n.rid = t.rowid"
            connection.execute(
                f"insert into shared select distinct '{kind}', {form}(said) from "
                f"(select distinct {text[column.name]} as said {rows}) "
                f"where {form}(said) in (select value from known where kind = '{kind}')"
            )


def _namesakes(connection: duckdb.DuckDBPyConnection, strangers: str, names: list[str]) -> None:
    """Write `namesakes`: rows that are somebody else's and bear a name of the person's."""
    connection.execute("create or replace temp table namesakes (rid bigint)")
    for name in names:
        connection.execute(
            "create or replace temp table borne as select said from "
            f"(select distinct {name} as said from {strangers}) "
            "where compared_name(said) in (from known_names) or short_name(said) in "
            "(from known_names)"
        )
        connection.execute(
            f"insert into namesakes select t.rowid from {strangers} "
            f"semi join borne on borne.said = {name}"
        )
