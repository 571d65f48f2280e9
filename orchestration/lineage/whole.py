"""From a published column back to the columns that departments delivered.

The SQL is what dbt ran last, the types those of the private build. Each model is read once for as
long as neither its SQL nor what it reads changes: what was found is kept in the build folder. Of
tables that Python writes, dbt's `meta` says what they are computed from (`computed_from`): a column
of theirs comes from those of its name there, or, where there is none, from all of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration import private
from orchestration.lineage.columns import ROWS, Column, LineageError, Schema, parents
from orchestration.settings import Settings

CACHE = "lineage.json"
_DAY = re.compile(r"'[0-9]{4}-[0-9]{2}-[0-9]{2}'")


class NothingBuiltError(RuntimeError):
    """There is no build whose models could be read."""


@dataclass(frozen=True)
class Lineage:
    """Each column to those that it is computed from, one step back, and what could not be read.

    `unread` holds the models, as `schema.table`, whose SQL could not be read, and why.
    """

    steps: Mapping[Column, frozenset[Column]]
    unread: Mapping[str, str]

    def sources(self, column: Column) -> frozenset[Column]:
        """Where a column comes from in the end: columns that no model computes."""
        found: set[Column] = set()
        seen, ahead = {column}, [column]
        while ahead:
            one = ahead.pop()
            before = self.steps.get(one)
            if before is None:
                found.add(one)
            for parent in (before or frozenset()) - seen:
                seen.add(parent)
                ahead.append(parent)
        return frozenset(found - {column})

    def columns(self, relation: str) -> tuple[str, ...]:
        """The columns of one relation, in its own order."""
        return tuple(name for table, name in self.steps if table == relation and name != ROWS)


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
    known = _known(path)
    kept: dict[str, Any] = {}
    steps: dict[Column, frozenset[Column]] = {}
    unread: dict[str, str] = {}
    for done, (relation, (sql, reads)) in enumerate(sorted(queries.items()), 1):
        needed = {one: schema[one] for one in reads if one in schema}
        timeless = _DAY.sub(
            "'day'", sql
        )  # the day of a run is no part of where a column comes from
        key = hashlib.sha256(json.dumps([timeless, needed], sort_keys=True).encode()).hexdigest()
        if key not in known:
            try:
                known[key] = {n: sorted(found) for n, found in parents(sql, needed).items()}
            except LineageError as error:
                known[key] = str(error).splitlines()[0]
        kept[key] = found = known[key]
        if isinstance(found, str):
            unread[relation] = found
            continue
        for name, before in found.items():
            steps[relation, name] = frozenset((table, column) for table, column in before)
        progress(done, len(queries))
    steps |= _written(settings.dbt_target, schema)
    private.write(path, json.dumps(kept))
    return Lineage(steps, unread)


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


def _written(target: Path, schema: Schema) -> dict[Column, frozenset[Column]]:
    """The same for the columns of tables that Python writes."""
    path = target / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) if path.exists() else {"sources": {}}
    found: dict[Column, frozenset[Column]] = {}
    for node in manifest["sources"].values():
        before = node["config"]["meta"].get("computed_from", ())
        for name in (*schema.get(_relation(node), ()), ROWS) if before else ():
            same = [(table, name) for table in before if name in schema.get(table, ())]
            every = [(table, other) for table in before for other in schema.get(table, ())]
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
