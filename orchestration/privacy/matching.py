"""Which records of one delivered file are erased people's, and what becomes of each.

A record is an erased person's by its own id; by another id of theirs, where it names nobody else;
or, delivered again under a new id, by a contact of theirs or by their name with their birth date or
place. Contacts that others had too tell a person only together with the name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from orchestration import queries
from orchestration.company.departments import Column, Extract
from orchestration.landing.casting import from_text
from orchestration.landing.staged import Staged
from orchestration.privacy import columns
from orchestration.privacy.columns import COMPARED, FREE_TEXT
from orchestration.privacy.fates import Fate
from orchestration.privacy.mentions import Mentions
from orchestration.quoting import literal, quoted

ERASED = "erased"
_TOKENS = queries.text(__file__, "tokens.sql")


@dataclass
class Plan:
    """What to do with one file: records by number, fields by their name in the contract.

    `wiped` are the person's records that stay empty, `stripped` other people's whose unknown fields
    name the person: of both nothing stays but the fields that the contract names.
    """

    gone: set[int] = field(default_factory=set)
    wiped: set[int] = field(default_factory=set)
    stripped: set[int] = field(default_factory=set)
    edits: dict[int, dict[str, str | None]] = field(default_factory=dict)
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.gone or self.edits or self.bare)

    @property
    def bare(self) -> set[int]:
        """Records that keep no field but those of the contract."""
        return self.wiped | self.stripped

    @property
    def edited(self) -> int:
        """How many records of other people change."""
        return len((self.edits.keys() | self.stripped) - self.wiped)


def plan(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    staged: Staged,
    fate: Fate,
    mentions: Mentions,
) -> Plan:
    """Compare the staged records with the temporary table `tombstones`.

    `staged` has a source for every column of the contract.
    """
    read(connection, extract, staged)
    _hits(connection, extract)
    _verdicts(connection, extract, fate)
    found = Plan()
    _rows(connection, extract, fate, found)
    _fields(connection, extract, found)
    kept = _theirs(connection) if found.kept else set()
    _tokens(connection, extract, found, kept)
    _texts(connection, extract, mentions, found)
    _unknown(connection, mentions, found, kept)
    return found


def _value(column: Column, staged: Staged) -> str:
    """SQL for a value as text; of dates as the contract reads them."""
    source = staged.sources[column.name]
    if column.pii == "birth_date" or column.data_type.lower() in ("date", "timestamp"):
        typed = source.typed or from_text(column, source.text, staged.excel_epoch)
        return f"coalesce(cast({typed} as varchar), {source.text})"
    return source.text


def read(connection: duckdb.DuckDBPyConnection, extract: Extract, staged: Staged) -> None:
    """Write `privacy_read`: the records, each column of the contract as text."""
    listed = ", ".join(f"{_value(c, staged)} as {quoted(c.name)}" for c in extract.columns)
    connection.execute(
        "create or replace temp table privacy_read as "
        f"select _row, {listed}, cast({staged.extra} as varchar) as _extra from {staged.relation}"
    )


def _text(extract: Extract) -> dict[str, str]:
    return {c.name: f"r.{quoted(c.name)}" for c in extract.columns}


def _hits(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """`privacy_hits`: row, column, kind, person and what the tombstone says of each match."""
    connection.execute(queries.text(__file__, "privacy_hits.sql"))
    text = _text(extract)
    found = [
        (one.column, "id", f"'id|{one.namespace}|' || compared_id({text[one.column]})", one.is_own)
        for one in columns.ids(extract)
    ]
    for one in columns.personal(extract, *COMPARED):
        kind, form = COMPARED[one.pii or ""]
        found.append((one.name, kind, f"'{kind}|' || {form}({text[one.name]})", False))
    for name in columns.name_texts(extract, text):
        found += [
            ("", "name", f"'name|' || compared_name({name})", False),
            ("", "name", f"'name|' || short_name({name})", False),
            ("", "word", f"'word|' || unnest(words_of({name}))", False),
        ]
    for column, kind, message, is_own in found:
        connection.execute(
            "insert into privacy_hits "
            f"with said as (select r._row, {message} as message from privacy_read as r), "
            "hashed as (select message, keyed(message) as hash from "
            "(select distinct message from said where message is not null)) "
            f"select distinct said._row, {literal(column)}, t.kind, t.person, t.is_shared, "
            f"t.erased_on, t.stands_as, {is_own} from said "
            "join hashed using (message) join tombstones as t "
            f"on t.kind = '{kind}' and t.hash = hashed.hash"
        )


def _verdicts(connection: duckdb.DuckDBPyConnection, extract: Extract, fate: Fate) -> None:
    """`privacy_verdicts`: row, person, and whether the record is theirs by an id or by a match."""
    names = columns.name_texts(extract, _text(extract))
    has_name = " or ".join(f"{name} is not null" for name in names) or "false"
    day = f"try_cast(left(r.{quoted(extract.event_time)}, 10) as date)" if extract.event_time \
        else "cast(null as date)"  # fmt: skip
    contact = "kind in ('email', 'phone', 'identifier')"
    connection.execute(
        queries.filled(
            __file__,
            "privacy_verdicts.sql",
            contact=contact,
            has_name=has_name,
            day=day,
            comes_back=fate.comes_back,
        )
    )
    connection.execute(
        "delete from privacy_hits using privacy_verdicts as v where v.row = privacy_hits.row "
        "and v.person = privacy_hits.person and (v.is_back or "
        f"(v.is_later and not v.is_theirs and {contact}))"
    )
    connection.execute("delete from privacy_verdicts where is_back")
    if extract.shape.fill_down or extract.shape.first_row_of:
        _continue(connection, extract)


def _continue(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Rows that name no record of their own belong to the record above."""
    named = " or ".join(
        f"nullif(trim(r.{quoted(name)}), '') is not null"
        for name in dict.fromkeys((*extract.key, *(one.column for one in columns.ids(extract))))
    )
    connection.execute(
        f"""
        insert into privacy_verdicts
        with heads as (
            select r._row, max(case when {named} then r._row end) over (order by r._row) as head
            from privacy_read as r
        )
        select heads._row, v.person, false, false, v.is_theirs, v.is_again
        from heads join privacy_verdicts as v on v.row = heads.head
        where heads._row <> heads.head
        """
    )


def _rows(connection: duckdb.DuckDBPyConnection, extract: Extract, fate: Fate, found: Plan) -> None:
    rows = connection.execute(
        "select row, bool_or(is_theirs), bool_or(is_again) from privacy_verdicts "
        "where is_theirs or is_again group by row"
    ).fetchall()
    cannot_be_empty = any(
        extract.requires(c) and c.data_type.lower() != "varchar" for c in columns.personal(extract)
    )
    for row, is_theirs, _ in rows:
        if fate.action == "keep":
            found.kept += 1
        elif not is_theirs or fate.action == "delete" or cannot_be_empty:
            found.gone.add(row)
        else:
            found.wiped.add(row)


def _fields(connection: duckdb.DuckDBPyConnection, extract: Extract, found: Plan) -> None:
    """Ids give way to what stands for them, personal fields of the person's records to nothing."""
    kept = _theirs(connection) if found.kept else set()
    for row in found.wiped:
        found.edits[row] = {
            c.name: ERASED if extract.requires(c) else None for c in columns.personal(extract)
        }
    others = [
        c.name
        for c in extract.columns
        if c.data_type.lower() == "varchar" and not c.pii
        and c.name not in {one.column for one in columns.ids(extract)}
    ]  # fmt: skip
    if found.wiped and others:
        _referred(connection, others, found)
    required = {c.name for c in extract.columns if extract.requires(c)}
    for row, column, kind, stands_as in connection.execute(
        "select row, named, kind, stands_as from privacy_hits where named <> '' "
        "and (kind = 'id' or (kind in ('email', 'phone', 'identifier') and not is_shared)) "
        "order by row, kind = 'id', is_own"
    ).fetchall():
        if row in found.gone or row in kept:
            continue
        if kind == "id":
            found.edits.setdefault(row, {})[column] = stands_as
        elif row not in found.wiped:
            found.edits.setdefault(row, {})[column] = ERASED if column in required else None


def _theirs(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """The records that are an erased person's."""
    rows = connection.execute("select row from privacy_verdicts where is_theirs or is_again")
    return {int(row) for (row,) in rows.fetchall()}


def _tokens(
    connection: duckdb.DuckDBPyConnection, extract: Extract, found: Plan, kept: set[int]
) -> None:
    """Fields that no contract calls personal and that hold nothing but an id or a contact."""
    ids = {one.column for one in columns.ids(extract)}
    for column in extract.columns:
        if column.data_type.lower() != "varchar" or column.pii or column.name in ids:
            continue
        for row, stands_as in connection.execute(
            _TOKENS.replace("{column}", quoted(column.name))
        ).fetchall():
            if row not in found.gone and row not in kept:
                new = stands_as or (ERASED if extract.requires(column) else None)
                found.edits.setdefault(row, {}).setdefault(column.name, new)


def _unknown(
    connection: duckdb.DuckDBPyConnection, mentions: Mentions, found: Plan, kept: set[int]
) -> None:
    """Records whose fields that no contract names tell of an erased person lose these fields."""
    for (extra,) in connection.execute(
        "select distinct _extra from privacy_read where _extra is not null"
    ).fetchall():
        if mentions.redacted(extra) is None:
            continue
        rows = connection.execute("select _row from privacy_read where _extra = ?", [extra])
        found.stripped |= {int(row) for (row,) in rows.fetchall()} - found.gone - kept - found.wiped


def _referred(connection: duckdb.DuckDBPyConnection, others: list[str], found: Plan) -> None:
    """Other fields of the person's records that hold an id of the same person."""
    connection.execute(
        "create or replace temp table privacy_wiped as select unnest(?::bigint[]) as row",
        [sorted(found.wiped)],
    )
    for column in others:
        for row, stands_as in connection.execute(
            f"with said as (select r._row, v.person, compared_id(r.{quoted(column)}) as value "
            "from privacy_read as r join privacy_wiped as w on w.row = r._row "
            "join privacy_verdicts as v on v.row = r._row and v.is_theirs), "
            "hashed as (select value, keyed('any|' || value) as hash from "
            "(select distinct value from said where value is not null)) "
            "select said._row, t.stands_as from said join hashed using (value) "
            "join tombstones as t on t.kind = 'any' and t.hash = hashed.hash "
            "and t.person = said.person"
        ).fetchall():
            found.edits[row][column] = stands_as


def _texts(
    connection: duckdb.DuckDBPyConnection, extract: Extract, mentions: Mentions, found: Plan
) -> None:
    """Texts of other people's records that mention an erased person."""
    ids = {one.column for one in columns.ids(extract)}
    for column in extract.columns:
        is_text = column.data_type.lower() == "varchar" and column.pii in (None, FREE_TEXT)
        if not is_text or column.name in ids:
            continue
        value = quoted(column.name)
        # What nobody calls a text can be one all the same: it has a blank or an @ in it.
        telling = "true" if column.pii else f"contains({value}, ' ') or contains({value}, '@')"
        changed = {
            text: said
            for (text,) in connection.execute(
                f"select distinct {value} from privacy_read "
                f"where length({value}) > 3 and ({telling})"
            ).fetchall()
            if (said := mentions.redacted(text)) is not None
        }
        if not changed:
            continue
        for row, text in connection.execute(
            f"select _row, {value} from privacy_read where {value} in (select unnest(?)) "
            "order by _row",
            [list(changed)],
        ).fetchall():
            if row not in found.gone:
                found.edits.setdefault(row, {}).setdefault(column.name, changed[text])
