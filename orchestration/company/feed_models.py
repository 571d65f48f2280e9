"""dbt models for the feeds that contracts declare, written at the product's installation.

A department that says `feeds` at its tables needs no SQL: what it would have to write stands in the
build folder, as readable as if somebody had written it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.company import feeds, paths, provided, undated
from orchestration.company.contract import Department, Extract
from orchestration.company.mapped import FeedRows, FeedValue

# The folder is a model path of the package; models of every company lie in `declared`.
FOLDER = Path("company") / "declared"


def texts(company: Path) -> dict[Path, str]:
    """The text of every model and its YAML, by path below the package's folder.

    Raises FeedError where a model of the company's folder gives a declared feed as well.
    """
    from orchestration.company import departments

    provided.providers(company)
    everyone = {one.name: one for one in departments.departments(company)}
    found = {}
    for (department, feed), given in provided.declared(company).items():
        name = f"feed_{department.name}__{feed}"
        files = sorted({extract.file for extract, _ in given})
        told = f"The feed {feed} as {', '.join(files)} declares it."
        model = {"name": name, "description": told}
        found[FOLDER / department.name / f"{name}.sql"] = _model(told, given, everyone)
        found[FOLDER / department.name / f"{name}.yml"] = (
            json.dumps({"version": 2, "models": [model]}, indent=2) + "\n"
        )
    return found


def _model(
    told: str,
    given: Sequence[tuple[Extract, FeedRows]],
    everyone: Mapping[str, Department],
) -> str:
    # What stands in a table once goes before what another table says of the same.
    given = sorted(given, key=lambda one: bool(one[1].one_row_per))
    number_of = next((rows.one_row_per for _, rows in given if rows.one_row_per), "")
    is_ranked = bool(number_of) and len(given) > 1
    ctes, selects = [], []
    for number, (extract, rows) in enumerate(given, start=1):
        ctes.append(f"rows_{number} as (\n{_rows(extract, rows, everyone)}\n)")
        names = [name for name, _ in rows.values]
        names += undated.tracked(extract, rows)
        names += _landed(rows)
        has = ", ".join(f"{name!r}: {name!r}" for name in names)
        newest = "\nwhere newest_first = 1" if rows.one_row_per else ""
        owner = _record_of(extract, rows, everyone)
        place = f",\n    {number} as place" if is_ranked else ""
        selects.append(
            f"select\n    {{{{ customer360.feed({{{has}}}, record_of={owner!r}) }}}}{place}\n"
            f"from rows_{number}{newest}"
        )
    body = "\nunion all\n".join(selects)
    if is_ranked:
        ctes.append(f"every_row as (\n{body}\n)")
        ctes.append(
            "ranked as (\n    select\n        *,\n        row_number() over "
            f"(partition by {number_of} order by place) as standing\n    from every_row\n)"
        )
        columns = ",\n    ".join(feeds.columns(given[0][1].feed))
        body = f"select\n    {columns}\nfrom ranked\nwhere standing = 1"
    head = f"-- {told} Written anew by every run.\nwith\n\n"
    return head + ",\n\n".join(ctes) + f"\n\n{body}\n"


def _rows(extract: Extract, rows: FeedRows, everyone: Mapping[str, Department]) -> str:
    """One row per record: its columns under the feed's names, looked up where a path leads."""
    joins: dict[tuple[str, ...], tuple[str, str]] = {}
    columns = {
        name: _cleaned(_sql(value, extract, everyone, joins), value, extract, everyone)
        for name, value in rows.values
    }
    stood = undated.standing(extract, rows)
    values = dict(rows.values)
    for name, own in stood.items():
        # What a later delivery wrote over it is not yet known on the day.
        sql = (
            f"case when stood_{name}.record_key is null then base.{_quoted(own)} "
            f"else stood_{name}.value end"
        )
        columns[name] = _cleaned(sql, values[name], extract, everyone)
    for name, column in feeds.columns(rows.feed).items():
        if name in columns and column.default is not None:
            columns[name] = f"coalesce({columns[name]}, {column.default})"
    lines = [f"        {sql} as {name}" for name, sql in columns.items()]
    seen = ""
    tracked = undated.tracked(extract, rows)
    for name, own in stood.items():
        seen += "\n    " + _remembered("value_by_as_of", extract, own, f"stood_{name}")
    aliases = {own: f"stood_{name}" for name, own in stood.items()}
    for number, (name, own) in enumerate(tracked.items(), start=1):
        alias = aliases.get(own) or ("first_seen" if len(tracked) == 1 else f"first_seen_{number}")
        lines.append(f"        {alias}.{undated.SEEN_AT}")
        lines[-1] += "" if name == undated.SEEN_AT else f" as {name}"
        if own not in aliases:
            seen += "\n    " + _remembered("first_seen", extract, own, alias)
    for name, landed_as in _landed(rows).items():
        lines.append(f"        base.{landed_as} as {name}")
    where = ""
    if rows.where:
        sql = _sql(rows.where, extract, everyone, joins)
        is_flag = _type(rows.where, extract, everyone) == "boolean"
        where = f"\n    where {sql}{'' if is_flag else ' is not null'}"
    if rows.one_row_per:
        order = [f"{columns[rows.newest_by]} desc nulls last"]
        order += [f"base.{_quoted(name)} desc" for name in extract.key]
        lines.append(
            f"        row_number() over (\n            partition by {columns[rows.one_row_per]}\n"
            f"            order by {', '.join(order)}\n        ) as newest_first"
        )
    return (
        "    select\n" + ",\n".join(lines) + f"\n    from {_source(extract)} as base"
        + "".join(f"\n    {join}" for _, join in joins.values()) + seen + where
    )  # fmt: skip


def _landed(rows: FeedRows) -> dict[str, str]:
    """Columns of the feed that say which delivery shows a row, with the raw table's column."""
    given = dict(rows.values)
    return {
        name: column.landed_as
        for name, column in feeds.columns(rows.feed).items()
        if column.landed_as and name not in given
    }


def _sql(
    value: FeedValue,
    extract: Extract,
    everyone: Mapping[str, Department],
    joins: dict[tuple[str, ...], tuple[str, str]],
) -> str:
    """The SQL of a value; the joins it needs, by their way, are added to `joins` with an alias."""
    if value.constant is not None:
        text = f"dbt.escape_single_quotes({json.dumps(value.constant)})"
        return f"{{{{ dbt.string_literal({text}) }}}}"
    found = paths.find(value, extract, everyone)
    if value.total:
        return _total(value, found, extract, joins)
    alias, way = "base", [""]
    for table in found.tables:
        way.append(table.name)
        known = joins.get(tuple(way))
        if known is None:
            known = (
                f"looked_up_{len(joins) + 1}",
                _join(_source(table), f"looked_up_{len(joins) + 1}", alias, table.key),
            )
            joins[tuple(way)] = known
        alias = known[0]
    return f"{alias}.{_quoted(found.column.name)}"


def _cleaned(
    sql: str, value: FeedValue, extract: Extract, everyone: Mapping[str, Department]
) -> str:
    """A text without blanks around it, as hand-written staging has it; one of blanks is empty."""
    is_field = value.constant is None and not value.total
    if is_field and _type(value, extract, everyone) == "varchar":
        return f"nullif(trim({sql}), '')"
    return sql


def _total(
    value: FeedValue,
    found: paths.Found,
    extract: Extract,
    joins: dict[tuple[str, ...], tuple[str, str]],
) -> str:
    [table] = found.tables
    keys = ", ".join(_quoted(name) for name in extract.key)
    alias = f"total_{len(joins) + 1}"
    total = (
        f"(select {keys}, {value.total}({_quoted(found.column.name)}) as total "
        f"from {_source(table)} group by {keys})"
    )
    joins[(str(value),)] = alias, _join(total, alias, "base", extract.key)
    return f"coalesce({alias}.total, 0)" if value.total == "count" else f"{alias}.total"


def _remembered(macro: str, extract: Extract, column: str, alias: str) -> str:
    """What landing remembers of the values that a column had."""
    key = ", ".join(f"cast(base.{_quoted(name)} as string)" for name in extract.key)
    return (
        f"left join {{{{ customer360.{macro}({extract.table!r}, {column!r}) }}}} as {alias} "
        f"on concat_ws(':', {key}) = {alias}.record_key"
    )


def _join(what: str, alias: str, before: str, key: Sequence[str]) -> str:
    on = " and ".join(f"{before}.{_quoted(name)} = {alias}.{_quoted(name)}" for name in key)
    return f"left join {what} as {alias} on {on}"


def _type(value: FeedValue, extract: Extract, everyone: Mapping[str, Department]) -> str:
    return paths.find(value, extract, everyone).column.data_type.lower()


def _record_of(extract: Extract, rows: FeedRows, everyone: Mapping[str, Department]) -> str:
    """The department whose records the rows are about."""
    value = dict(rows.values).get("record_id")
    if value is None or value.constant is not None:
        return extract.department
    return paths.find(value, extract, everyone).record_of


def _source(extract: Extract) -> str:
    return f"{{{{ source({extract.schema!r}, {extract.table!r}) }}}}"


def _quoted(name: str) -> str:
    return f"{{{{ adapter.quote({name!r}) }}}}"
