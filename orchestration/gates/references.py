"""The foreign key of suites: every value of a column is found in a column of another table.

    - expect: ExpectColumnValuesToReference
      name: every purchase belongs to a known customer
      column: customer_id
      references: conformed.customers.customer_id
      severity: critical

Great Expectations has none, so it is evaluated as the one query below. A missing value refers to
nothing and holds, as in SQL. A reference to a raw table of a department that the company does not
have is left out, since there is nothing to compare with; `customer360 check` names it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from orchestration.company import vocabulary

EXPECTATION = "ExpectColumnValuesToReference"
_ARGUMENTS = {"column", "references"}
_ALIKE = 0.75  # of difflib's ratio: one letter wrong in four
_COLUMN = re.compile(r"[a-z_][a-z0-9_]*")
_REFERENCED = re.compile(rf"({_COLUMN.pattern}\.{_COLUMN.pattern})\.({_COLUMN.pattern})")
_QUERY = """
select 1 as unknown
from {{batch}} as t
left join {table} as referenced on t."{column}" = referenced."{key}"
where t."{column}" is not null and referenced."{key}" is null
"""


def missing_department(referenced: str, departments: Collection[str]) -> str | None:
    """The department whose raw table `referenced` names, where the company has no such department.

    Raises ValueError where it is one of its departments misspelt.
    """
    schema = referenced.split(".")[0]
    name = schema.removeprefix("raw_")
    if name == schema or name in departments:
        return None
    if meant := vocabulary.nearest(name, departments, _ALIKE):
        raise ValueError(f"there is no department {name}; did you mean {meant}?")
    return name


def query(arguments: dict[str, Any]) -> str:
    """The query that selects the rows whose value is not found, by `column` and `references`.

    Raises ValueError, in words, where an argument is missing, unknown or not a name.
    """
    if strange := sorted(set(arguments) ^ _ARGUMENTS):
        raise ValueError(f"it takes column and references; look at {', '.join(strange)}.")
    column, references = str(arguments["column"]), str(arguments["references"])
    found = _REFERENCED.fullmatch(references)
    if not _COLUMN.fullmatch(column) or found is None:
        raise ValueError(
            f"column is a name, and references a schema.table.column; not {column}, {references}."
        )
    table, key = found.groups()
    return _QUERY.format(table=table, key=key, column=column).strip()
