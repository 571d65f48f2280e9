"""Which columns a column of one SELECT is made of, read from its SQL with sqlglot.

What counts is what the value is computed from: the column's own expression, through common table
expressions, sub-selects and the arms of a union. A count of rows is computed from the rows of what
is read, written `*`. A value looked up in a rule, or in a list of constants, is computed from what
it is looked up with too. What only filters, joins or orders is left out.

Of these, some give the value and others only decide: the condition of a case or of an aggregate
that gives columns, what a window is parted and ordered by, what a largest or smallest one is chosen
by.

A table that holds many things under one column of names is read name by name: of `max(value) filter
(where field = 'email')` only those rows count that can be e-mails, down to the arm of a union that
says `'email' as field`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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
# Which rows of a relation: those in which each column named here has the text beside it.
Rows = frozenset[tuple[str, str]]
EVERY_ROW: Rows = frozenset()
_RULES = "rules."


class LineageError(RuntimeError):
    """A query cannot be read; the message says why, in sqlglot's words."""


@dataclass(frozen=True)
class Part:
    """A column that another is computed from, in `rows` of its table; `is_value` if it gives it."""

    column: Column
    rows: Rows = EVERY_ROW
    is_value: bool = True


class Query:
    """One DuckDB query, each column of each of its scopes read once.

    Raises LineageError where it cannot be read.
    """

    def __init__(self, sql: str, schema: Schema) -> None:
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
        self._root = root
        self._of_select = {id(scope.expression): scope for scope in root.traverse()}
        self._known: dict[tuple[int, str, Rows], frozenset[Part]] = {}
        self._limits: dict[tuple[int, Rows], dict[str, Rows] | None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the query, in order, and `*` for its rows."""
        return (*_names(self._root), ROWS)

    def parts(self, name: str, rows: Rows = EVERY_ROW) -> frozenset[Part]:
        """What a column of the query is computed from in these rows; a constant has nothing."""
        return self._of(self._root, name, rows)

    def _of(self, scope: Scope, name: str, rows: Rows) -> frozenset[Part]:
        key = (id(scope), name, rows)
        if key not in self._known:
            self._known[key] = frozenset()  # of a recursive query, what it starts from
            self._known[key] = frozenset(self._read(scope, name, rows))
        return self._known[key]

    def _read(self, scope: Scope, name: str, rows: Rows) -> Iterator[Part]:
        if arms := scope.set_operation_scopes:
            places = {column: at for at, column in enumerate(_names(arms[0]))}
            for arm in arms:
                names = _names(arm)

                def there(column: str, names: list[str] = names) -> str:
                    at = places.get(column, len(names))
                    return names[at] if at < len(names) else column

                yield from self._of(arm, there(name), frozenset((there(c), t) for c, t in rows))
            return
        limits = self._limits_of(scope, rows)
        if limits is None:
            return
        if name == ROWS:
            for alias, (_, source) in scope.selected_sources.items():
                yield from self._from(source, ROWS, limits.get(alias, EVERY_ROW))
        elif isinstance(scope.expression, exp.Query):
            for selected in scope.expression.selects:
                if selected.alias_or_name == name:
                    yield from self._within(scope, selected, limits)
        else:  # what a table function is given
            yield from self._within(scope, scope.expression, limits)

    def _limits_of(self, scope: Scope, rows: Rows) -> dict[str, Rows] | None:
        """Which rows of each source make `rows` of a SELECT; None where nothing makes them."""
        key = (id(scope), rows)
        if key not in self._limits:
            self._limits[key] = _limits(scope, rows)
        return self._limits[key]

    def _within(self, scope: Scope, root: Any, limits: Mapping[str, Rows]) -> Iterator[Part]:
        """The columns in an expression, those of its sub-selects' own results among them."""
        for column in root.find_all(exp.Column):
            here, is_value, also = self._scope_of(column, scope), *_place(column, root)
            if here is not scope:
                also = also | (self._limits_of(here, EVERY_ROW) or {}).get(column.table, EVERY_ROW)
            found = self._columns(here, column, limits, also)
            for part in found:
                yield part if is_value else replace(part, is_value=False)
            if all(part.column[0].startswith(_RULES) for part in found):
                yield from self._looked_up_with(here, column.table, limits)
        for star in root.find_all(exp.Star):
            if isinstance(star.parent, exp.Count):
                yield from self._of(self._scope_of(star, scope), ROWS, EVERY_ROW)

    def _columns(
        self, scope: Scope, column: exp.Column, limits: Mapping[str, Rows], also: Rows = EVERY_ROW
    ) -> frozenset[Part]:
        above: Scope | None = scope
        while above is not None:
            source = above.sources.get(column.table)
            if source is not None:
                rows = also | limits.get(column.table, EVERY_ROW)
                return frozenset(self._from(source, column.name, rows))
            above = above.parent
        return frozenset()

    def _from(self, source: Any, name: str, rows: Rows) -> Iterator[Part]:
        if isinstance(source, exp.Table):
            yield Part((f"{source.db}.{source.name}", name), rows)
        elif isinstance(source, Scope):
            yield from self._of(source, name, rows)

    def _looked_up_with(
        self, scope: Scope, alias: str, limits: Mapping[str, Rows]
    ) -> Iterator[Part]:
        """What the rows of a joined source are found by: the other columns of the join's `on`."""
        for join in scope.expression.args.get("joins") or ():
            if join.alias_or_name == alias and join.args.get("on") is not None:
                for column in join.args["on"].find_all(exp.Column):
                    if column.table != alias:
                        yield from self._columns(self._scope_of(column, scope), column, limits)

    def _scope_of(self, node: exp.Expression, scope: Scope) -> Scope:
        above = node.find_ancestor(exp.Select)
        return self._of_select.get(id(above), scope) if above is not None else scope


def _names(scope: Scope) -> list[str]:
    selected: Any = scope.expression
    return list(selected.named_selects)


def _limits(scope: Scope, rows: Rows) -> dict[str, Rows] | None:
    """See `Query._limits_of`."""
    query: Any = scope.expression
    found: dict[str, set[tuple[str, str]]] = {}
    if not isinstance(query, exp.Select):
        return {}
    selected = {one.alias_or_name: one.unalias() for one in query.selects}
    for name, text in rows:
        value = selected.get(name)
        while isinstance(value, exp.Cast):
            value = value.this
        if isinstance(value, exp.Literal) and value.is_string and value.this != text:
            return None
        if isinstance(value, exp.Column):
            found.setdefault(value.table, set()).add((value.name, text))
    where = query.args.get("where")
    for table, column, text in _equalities(where.this if where else None):
        found.setdefault(table, set()).add((column, text))
    for join in query.args.get("joins") or ():
        for table, column, text in _equalities(join.args.get("on")):
            if table == join.alias_or_name:  # whatever kind of join it is
                found.setdefault(table, set()).add((column, text))
    return {alias: frozenset(pairs) for alias, pairs in found.items()}


def _equalities(condition: Any) -> Iterator[tuple[str, str, str]]:
    """Every `table.column = 'text'` that has to hold for a condition to hold."""
    if condition is None:
        return
    for one in condition.flatten() if isinstance(condition, exp.And) else (condition,):
        held = one.unnest()
        if isinstance(held, exp.And):
            yield from _equalities(held)
        elif isinstance(held, exp.EQ):
            for left, right in ((held.this, held.expression), (held.expression, held.this)):
                if isinstance(left, exp.Column) and isinstance(right, exp.Literal):
                    yield left.table, left.name, str(right.this)


def _place(column: exp.Column, root: Any) -> tuple[bool, Rows]:
    """Whether a column gives the value of the expression `root`, and in which rows it is read."""
    rows: set[tuple[str, str]] = set()
    is_value = True
    child: Any = column
    while child is not root and child.parent is not None:
        parent, place = child.parent, child.arg_key
        condition = None
        if isinstance(parent, exp.If):
            is_value &= place != "this" or not _chooses_among_columns(parent)
            condition = parent.this if place == "true" else None
        elif isinstance(parent, exp.Filter):
            is_value &= place != "expression" or not _has_column(parent.this)
            condition = parent.expression.this if place == "this" else None
        elif isinstance(parent, exp.Case):
            is_value &= place != "this" or not _chooses_among_columns(parent.args["ifs"][0])
        elif isinstance(parent, exp.Window):
            is_value &= place not in ("partition_by", "order")
        elif isinstance(parent, exp.ArgMax | exp.ArgMin | exp.Order):
            is_value &= place == "this"
        rows |= {
            (name, text) for table, name, text in _equalities(condition) if table == column.table
        }
        child = parent
    return is_value, frozenset(rows)


def _chooses_among_columns(branch: exp.If) -> bool:
    """Whether the case that a branch is of gives columns; one that gives constants gives none."""
    case = branch.parent if isinstance(branch.parent, exp.Case) else branch
    results = [*(one.args.get("true") for one in case.args.get("ifs", [case]))]
    results += [case.args.get("default"), case.args.get("false")]
    return any(_has_column(one) for one in results)


def _has_column(expression: Any) -> bool:
    return expression is not None and expression.find(exp.Column) is not None
