"""Which columns a column of one SELECT is made of, read from its SQL with sqlglot.

What counts is what the value is computed from: the column's own expression, through common table
expressions, sub-selects and the arms of a union. A count of rows is computed from the rows of what
is read, written `*`. A value looked up in a rule, or in a list of constants, is computed from what
it is looked up with too. What only filters, joins or orders is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

# Relation, `schema.table`, to its columns and their types.
Schema = Mapping[str, Mapping[str, str]]
# A column as (`schema.table`, name); the name `*` stands for its rows.
Column = tuple[str, str]
ROWS = "*"
_RULES = "rules."


class LineageError(RuntimeError):
    """A query cannot be read; the message says why, in sqlglot's words."""


def parents(sql: str, schema: Schema) -> dict[str, frozenset[Column]]:
    """Each column of a DuckDB query, and its rows, to the columns that they are computed from.

    A constant has none. Raises LineageError where the query cannot be read.
    """
    nested: dict[str, Any] = {}
    for relation, columns in schema.items():
        where, _, table = relation.partition(".")
        nested.setdefault(where, {})[table] = dict(columns)
    try:
        query = qualify(
            parse_one(sql, read="duckdb"),
            schema=nested,
            dialect="duckdb",
            validate_qualify_columns=False,
        )
        root = build_scope(query)
    except (SqlglotError, RecursionError) as error:
        raise LineageError(str(error)) from error
    if root is None:
        raise LineageError("It is no SELECT.")
    reading = _Reading(root)
    names = (*_names(root), ROWS)
    return {name: reading.of(root, name) for name in names}


class _Reading:
    """One query, each column of each of its scopes read once."""

    def __init__(self, root: Scope) -> None:
        self._of_select = {id(scope.expression): scope for scope in root.traverse()}
        self._known: dict[tuple[int, str], frozenset[Column]] = {}

    def of(self, scope: Scope, name: str) -> frozenset[Column]:
        key = (id(scope), name)
        if key not in self._known:
            self._known[key] = frozenset()  # of a recursive query, what it starts from
            self._known[key] = frozenset(self._read(scope, name))
        return self._known[key]

    def _read(self, scope: Scope, name: str) -> Iterator[Column]:
        if arms := scope.set_operation_scopes:
            first = _names(arms[0])
            at = first.index(name) if name in first else len(first)
            for arm in arms:
                names = _names(arm)
                yield from self.of(arm, names[at] if at < len(names) else name)
        elif name == ROWS:
            for _, source in scope.selected_sources.values():
                yield from self._from(source, ROWS)
        elif isinstance(scope.expression, exp.Query):
            for selected in scope.expression.selects:
                if selected.alias_or_name == name:
                    yield from self._within(scope, selected)
        else:  # what a table function is given
            yield from self._within(scope, scope.expression)

    def _within(self, scope: Scope, expression: Any) -> Iterator[Column]:
        """The columns in an expression, those of its sub-selects' own results among them."""
        for column in expression.find_all(exp.Column):
            here = self._scope_of(column, scope)
            found = self._columns(here, column)
            yield from found
            if all(table.startswith(_RULES) for table, _ in found):
                yield from self._looked_up_with(here, column.table)
        for star in expression.find_all(exp.Star):
            if isinstance(star.parent, exp.Count):
                yield from self.of(self._scope_of(star, scope), ROWS)

    def _columns(self, scope: Scope, column: exp.Column) -> frozenset[Column]:
        above: Scope | None = scope
        while above is not None:
            source = above.sources.get(column.table)
            if source is not None:
                return frozenset(self._from(source, column.name))
            above = above.parent
        return frozenset()

    def _from(self, source: Any, name: str) -> Iterator[Column]:
        if isinstance(source, exp.Table):
            yield f"{source.db}.{source.name}", name
        elif isinstance(source, Scope):
            yield from self.of(source, name)

    def _looked_up_with(self, scope: Scope, alias: str) -> Iterator[Column]:
        """What the rows of a joined source are found by: the other columns of the join's `on`."""
        for join in scope.expression.args.get("joins") or ():
            if join.alias_or_name == alias and join.args.get("on") is not None:
                for column in join.args["on"].find_all(exp.Column):
                    if column.table != alias:
                        yield from self._columns(self._scope_of(column, scope), column)

    def _scope_of(self, node: exp.Expression, scope: Scope) -> Scope:
        above = node.find_ancestor(exp.Select)
        return self._of_select.get(id(above), scope) if above is not None else scope


def _names(scope: Scope) -> list[str]:
    selected: Any = scope.expression
    return list(selected.named_selects)
