"""The foreign key of suites: every value of a column is found in a column of another table.

    - expect: ExpectColumnValuesToReference
      name: every purchase belongs to a known customer
      column: customer_id
      references: conformed.customers.customer_id
      severity: critical

Great Expectations has none, so it is evaluated as the one query below. A missing value refers to
nothing and holds, as in SQL.
"""

from __future__ import annotations

import re
from typing import Any

EXPECTATION = "ExpectColumnValuesToReference"
_ARGUMENTS = {"column", "references"}
_COLUMN = re.compile(r"[a-z_][a-z0-9_]*")
_REFERENCED = re.compile(rf"({_COLUMN.pattern}\.{_COLUMN.pattern})\.({_COLUMN.pattern})")
_QUERY = """
select 1 as unknown
from {{batch}} as t
left join {table} as referenced on t."{column}" = referenced."{key}"
where t."{column}" is not null and referenced."{key}" is null
"""


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
