"""From a published column back to the columns that departments delivered.

The SQL is what dbt ran last, the types those of the private build. Each model is read once for as
long as neither its SQL nor what it reads changes: what was found is kept in the build folder. Of
tables that Python writes, dbt's `meta` says what they are computed from (`computed_from`): a column
of theirs comes from those of its name there, or, where there is none, from all of them, of which
with `decided_from` none gives the value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import private
from orchestration.lineage.columns import (
    EVERY_ROW,
    ROWS,
    Column,
    LineageError,
    Part,
    Query,
    Rows,
    Schema,
)
from orchestration.settings import Settings

CACHE = "lineage.json"
_DAY = re.compile(r"'[0-9]{4}-[0-9]{2}-[0-9]{2}'")


class NothingBuiltError(RuntimeError):
    """There is no build whose models could be read."""


@dataclass(frozen=True)
class Lineage:
    """Each column, in some or all rows, to what it is computed from one step back.

    `unread` holds the models, as `schema.table`, whose SQL could not be read, and why.
    """

    steps: Mapping[tuple[Column, Rows], frozenset[Part]]
    unread: Mapping[str, str]
    _known: dict[tuple[Column, Rows], Mapping[Column, bool]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def sources(self, column: Column) -> dict[Column, bool]:
        """Where a column comes from in the end: columns that no model computes.

        True for those whose values it is made of, False for those that only decide about it.
        """
        return {one: gives for one, gives in self._of((column, EVERY_ROW)).items() if one != column}

    def _of(self, node: tuple[Column, Rows]) -> Mapping[Column, bool]:
        if node not in self._known:
            self._known[node] = {}  # of what goes round in a circle, what it starts from
            found = {} if node in self.steps else {node[0]: True}
            for part in self.steps.get(node, ()):
                for one, gives in self._of((part.column, part.rows)).items():
                    found[one] = (part.is_value and gives) or found.get(one, False)
            self._known[node] = found
        return self._known[node]

    def published(self) -> tuple[Column, ...]:
        """Every column that a model publishes."""
        return tuple(
            column
            for column, rows in self.steps
            if column[0].startswith("marts.") and column[1] != ROWS and rows == EVERY_ROW
        )

    def columns(self, relation: str) -> tuple[str, ...]:
        """The columns of one relation, in its own order."""
        return tuple(
            name
            for (table, name), rows in self.steps
            if table == relation and name != ROWS and rows == EVERY_ROW
        )


class _Model:
    """One model's SQL, which is only read for what is not known of it yet."""

    def __init__(self, sql: str, schema: Schema, known: dict[str, Any] | None) -> None:
        self._sql, self._schema = sql, schema
        self.known: dict[str, Any] = known or {"names": None, "parts": {}}
        self._query: Query | None = None

    @property
    def names(self) -> list[str]:
        if self.known["names"] is None:
            self.known["names"] = list(self._read().names)
        return list(self.known["names"])

    def parts(self, name: str, rows: Rows) -> frozenset[Part]:
        key = json.dumps([name, *sorted(rows)])
        parts = self.known["parts"]
        if key not in parts:
            parts[key] = sorted(
                (*one.column, sorted(one.rows), one.is_value)
                for one in self._read().parts(name, rows)
            )
        return frozenset(
            Part((table, column), frozenset((c, text) for c, text in limits), is_value)
            for table, column, limits, is_value in parts[key]
        )

    def _read(self) -> Query:
        if self._query is None:
            self._query = Query(self._sql, self._schema)
        return self._query


def of_build(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    progress: Callable[[int, int], None] = lambda done, all_of: None,
) -> Lineage:
    """Read every model of the last run. Raises NothingBuiltError where none has run."""
    queries = dict(_compiled(settings.dbt_target))
    if not queries:
        raise NothingBuiltError(
            f"No model has run in {settings.build} yet. Start with: customer360 run"
        )
    schema, path = _schema(connection), settings.build / CACHE
    known, kept = _known(path), {}
    models: dict[str, _Model] = {}
    steps: dict[tuple[Column, Rows], frozenset[Part]] = {}
    unread: dict[str, str] = {}
    for done, (relation, (sql, reads)) in enumerate(sorted(queries.items()), 1):
        needed = {one: schema[one] for one in reads if one in schema}
        timeless = _DAY.sub("'day'", sql)  # a column comes from the same on any day
        key = hashlib.sha256(json.dumps([timeless, needed], sort_keys=True).encode()).hexdigest()
        model = _Model(sql, needed, known.get(key))
        try:
            for name in model.names:
                steps[(relation, name), EVERY_ROW] = model.parts(name, EVERY_ROW)
        except LineageError as error:
            unread[relation] = str(error).splitlines()[0]
            continue
        kept[key], models[relation] = model.known, model
        progress(done, len(queries))
    written = _written(settings.dbt_target, schema)
    steps |= {(column, EVERY_ROW): parts for column, parts in written.items()}
    _follow(steps, models, written)
    private.write(path, json.dumps(kept))
    return Lineage(steps, unread)


def _follow(
    steps: dict[tuple[Column, Rows], frozenset[Part]],
    models: Mapping[str, _Model],
    written: Mapping[Column, frozenset[Part]],
) -> None:
    """Add what columns are computed from in the rows in which other models read them."""
    ahead = [part for parts in steps.values() for part in parts]
    while ahead:
        one = ahead.pop()
        node = (one.column, one.rows)
        relation, name = one.column
        if node in steps:
            continue
        if relation in models:
            steps[node] = models[relation].parts(name, one.rows)
        elif one.column in written:
            steps[node] = written[one.column]
        else:
            continue
        ahead += steps[node]


def _compiled(target: Path) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Each model that dbt ran, newest last: its SQL, and the relations that it reads."""
    for path in sorted(target.parent.glob(f"{target.name}/*/manifest.json"), key=_changed):
        manifest = json.loads(path.read_text("utf-8"))
        known = {**manifest["nodes"], **manifest["sources"]}
        for node in manifest["nodes"].values():
            if node["resource_type"] == "model" and node.get("compiled_code"):
                reads = (known[one] for one in node["depends_on"]["nodes"] if one in known)
                yield (
                    f"{node['schema']}.{node['alias']}",
                    (node["compiled_code"], tuple(sorted(map(_relation, reads)))),
                )


def _written(target: Path, schema: Schema) -> dict[Column, frozenset[Part]]:
    """What the columns of tables that Python writes are computed from."""
    path = target / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) if path.exists() else {"sources": {}}
    found: dict[Column, frozenset[Part]] = {}
    for node in manifest["sources"].values():
        meta = node["config"]["meta"]
        before = meta.get("computed_from") or meta.get("decided_from") or ()
        for name in (*schema.get(_relation(node), ()), ROWS) if before else ():
            same = [Part((table, name)) for table in before if name in schema.get(table, ())]
            every = [
                Part((table, other), is_value="computed_from" in meta)
                for table in before
                for other in schema.get(table, ())
            ]
            found[_relation(node), name] = frozenset(same or every)
    return found


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


def _relation(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node.get('identifier') or node.get('alias')}"


def _schema(connection: duckdb.DuckDBPyConnection) -> Schema:
    found: dict[str, dict[str, str]] = {}
    for relation, name, kind in connection.execute(
        "select table_schema || '.' || table_name, column_name, data_type "
        "from information_schema.columns order by all"
    ).fetchall():
        found.setdefault(relation, {})[name] = kind
    return found


def _known(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found
