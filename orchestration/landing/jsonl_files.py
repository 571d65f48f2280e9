"""JSON lines: read as lines, checked one by one, and only then taken apart.

DuckDB's own reader turns a bad line into a row of nulls; here it becomes a reject.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.company.departments import Column, Extract
from orchestration.landing import missing, pairs
from orchestration.landing.archive import CHUNK
from orchestration.landing.bounds import DEEPEST, LARGEST_RECORD, is_too_deep
from orchestration.landing.receipts import Drift, QuarantineError
from orchestration.landing.spool import Text
from orchestration.landing.staged import TEXT, Source, Staged, append, extras_as_json
from orchestration.landing.staged import reject as write_rejects
from orchestration.quoting import literal
from orchestration.tabular.given import LONGEST

MANY = 50
# Nested, because the type of a line that is no JSON is an error, not a null.
OBJECT = "case when json_valid(line) then case when json_type(line) = 'OBJECT' then line end end"

KEYS = "json_keys(object)"
BROKEN = (
    "case when object is null then 'Not a JSON object.' "
    f"when len({KEYS}) <> len(list_distinct({KEYS})) then 'A field twice in one object.' end"
)


def stage(connection: duckdb.DuckDBPyConnection, extract: Extract, text: Text) -> Staged:
    """Stage one file of JSON lines. Raises QuarantineError for a JSON array or unknown fields."""
    connection.execute(f"create or replace temp table {TEXT} (_row bigint, object varchar)")
    count = stored = 0
    for batch in _batches(text):
        count += len(batch)
        stored += _store(connection, batch)
    if stored and not _objects(connection):
        raise QuarantineError(f"Not one line of the file is a JSON object{missing.on_lines(text)}.")
    if whole := missing.on_lines(text):
        raise QuarantineError(f"The file is no JSON lines{whole}.")
    extras = _extras(connection, extract)
    if extras and extract.extra_columns == "quarantine":
        raise QuarantineError(
            f"Fields not in the contract: {', '.join(map(_dotted, extras))}"
            f"{extract.says('extra_columns')}; extra_columns: keep would keep them in _extra."
        )
    paths = [_path(column.extract_name.split(".")) for column in extract.columns]
    listed = ", ".join(literal(path) for path in paths)
    relation = (
        f"(select _row, object, json_extract_string(object, [{listed}]) as f from temp.{TEXT})"
    )

    def origin(rows: set[int]) -> Iterator[tuple[int, int, bytes]]:
        for batch in _batches(text):
            for row, raw in batch:
                if row in rows:
                    yield row, row, raw

    lists = {tuple(one.path.split(".")): one for one in extract.shape.pairs}
    kept = [
        (_dotted(path), pairs.others(lists[path], extract))
        if path in lists
        else (_dotted(path), f"json_extract(object, {literal(_path(path))})")
        for path in extras
    ]
    drift = [Drift("added", _dotted(p), "not in the contract", "kept in _extra") for p in extras]
    return Staged(
        relation=relation,
        sources={c.name: _source(c, i, extract) for i, c in enumerate(extract.columns)},
        records=count,
        origin=origin,
        extra=extras_as_json(kept),
        broken=BROKEN,
        drift=text.drift + tuple(drift) + _missing(connection, extract),
    )


def _batches(text: Text) -> Iterator[list[tuple[int, bytes]]]:
    """(line number, bytes) of every line that is not blank, a megabyte or so at a time."""
    number, rest = 0, b""
    with text.path.open("rb") as read:
        if text.has_mark:
            read.seek(3)
        while chunk := read.read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST:
                raise QuarantineError(f"A record is longer than {LONGEST >> 20} MB.")
            numbered = enumerate(lines, number + 1)
            yield [(n, line) for n, line in numbered if not line.isspace() and line]
            number += len(lines)
    if rest.strip():
        yield [(number + 1, rest)]


def _store(connection: duckdb.DuckDBPyConnection, batch: list[tuple[int, bytes]]) -> int:
    """Store lines, or reject what is beyond a limit; returns how many are stored."""
    rows: list[int] = []
    lines: list[str] = []
    refused: list[tuple[int, int, str | None, str, str, bytes]] = []
    for row, raw in batch:
        if len(raw) > LARGEST_RECORD:
            size = f"{len(raw) / (1 << 20):,.1f}"
            reason = f"A record of {size} MB; the most is {LARGEST_RECORD >> 20} MB."
            refused.append((row, row, None, "record", reason, raw))
            continue
        if is_too_deep(raw):
            reason = f"Nested more than {DEEPEST} deep."
            refused.append((row, row, None, "record", reason, raw))
            continue
        try:
            lines.append(raw.decode("utf-8"))
            rows.append(row)
        except UnicodeDecodeError:
            reason = "Bytes that the contract's encoding does not know."
            refused.append((row, row, None, "record", reason, raw))
    write_rejects(connection, refused)
    if rows:
        append(connection, TEXT, {"_row": rows, "line": lines}, f"_row, {OBJECT}")
    return len(rows)


def _objects(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(f"select 1 from temp.{TEXT} where object is not null limit 1")
    return bool(found.fetchall())


def _extras(connection: duckdb.DuckDBPyConnection, extract: Extract) -> list[tuple[str, ...]]:
    """Paths of fields no column names, at every object the contract looks into."""
    children: dict[tuple[str, ...], set[str]] = {}
    for column in extract.columns:
        in_pairs = pairs.of(column, extract)
        parts = tuple((in_pairs[0].path if in_pairs else column.extract_name).split("."))
        for depth, part in enumerate(parts):
            if not part.isdigit():
                children.setdefault(parts[:depth], set()).add(part)
    found: list[tuple[str, ...]] = []
    for parent, known in sorted(children.items()):
        keys = connection.execute(
            f"select distinct unnest(json_keys(object, {literal(_path(parent))})) as key "
            f"from temp.{TEXT} order by key"
        ).fetchall()
        found += [(*parent, key) for (key,) in keys if key not in known]
    if len(found) > MANY:
        raise QuarantineError(f"{len(found)} fields that the contract does not know.")
    lists = [one for one in extract.shape.pairs if pairs.unknown(connection, one, extract)]
    return found + [tuple(one.path.split(".")) for one in lists]


def _missing(connection: duckdb.DuckDBPyConnection, extract: Extract) -> tuple[Drift, ...]:
    """Fields that no line of the file has."""
    names = list(extract.columns)
    for sample in ("limit 1000", ""):
        if names:
            found = [_exists(c, extract) for c in names]
            tests = ", ".join(f"coalesce(bool_or({one}), true)" for one in found)
            objects = f"select object from temp.{TEXT} where object is not null {sample}"
            seen = connection.execute(f"select {tests} from ({objects})").fetchall()[0]
            names = [c for c, is_seen in zip(names, seen, strict=True) if not is_seen]
    return tuple(
        Drift("missing", c.name, f"no line has {c.extract_name}", "loaded as null") for c in names
    )


def _source(column: Column, place: int, extract: Extract) -> Source:
    in_pairs = pairs.of(column, extract)
    return Source(pairs.value(*in_pairs) if in_pairs else f"f[{place + 1}]")


def _exists(column: Column, extract: Extract) -> str:
    if in_pairs := pairs.of(column, extract):
        return pairs.exists(*in_pairs)
    return f"json_exists(object, {literal(_path(column.extract_name.split('.')))})"


def _path(parts: list[str] | tuple[str, ...]) -> str:
    if "" in parts:  # which a JSON path cannot name, and a JSON pointer can
        return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
    quoted = (f"[{p}]" if p.isdigit() else '."' + p.replace('"', '\\"') + '"' for p in parts)
    return "$" + "".join(quoted)


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(path)
