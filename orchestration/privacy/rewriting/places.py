"""From columns of a contract to the fields of its file that have to change."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.company.departments import Extract
from orchestration.company.expressions import alias
from orchestration.landing import mapping
from orchestration.privacy.matching import Plan


@dataclass(frozen=True)
class Fields:
    """The fields a reader sees, and the changes to them: record number → field → new value."""

    extract: Extract
    edits: dict[int, dict[str, str | None]]


def fields(extract: Extract, plan: Plan) -> Fields:
    """The plan in fields of the file.

    A column that an expression makes of several fields hands its new value to the first of them;
    the others are emptied.
    """
    seen = mapping.fields(extract)
    by_field = {mapping.plain(column.extract_name): column.name for column in seen.columns}
    read: dict[str, tuple[str, ...]] = {}
    for column in extract.columns:
        if column.reading.has_field:
            read[column.name] = (by_field[mapping.plain(column.extract_name)],)
        elif column.reading.expression:
            used = column.reading.expression.fields
            read[column.name] = tuple(by_field.get(mapping.plain(n), alias(n)) for n in used)
    edits: dict[int, dict[str, str | None]] = {}
    for row, values in plan.edits.items():
        changed: dict[str, str | None] = {}
        for column_name, value in values.items():
            for place, name in enumerate(read.get(column_name, ())):
                new = value if place == 0 else None
                changed[name] = new if new is not None else changed.get(name)
        edits[row] = changed
    return Fields(seen, edits)
