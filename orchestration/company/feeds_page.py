"""`docs/feeds.md`: every feed and its columns, written from the contracts of the feeds.

python -m orchestration.company.feeds_page > docs/feeds.md
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from orchestration.company.feeds import known
from orchestration.settings import DBT_PACKAGE


def page(package: Path = DBT_PACKAGE) -> str:
    """`docs/feeds.md`: every feed and its columns, from the contracts."""
    parts = [_INTRODUCTION]
    for feed in known(package):
        path = package / "models" / "feeds" / f"feed_{feed}.yml"
        (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        parts += [f"## {feed}", "", model["description"], ""]
        parts += ["| column | type | | meaning |", "|---|---|---|---|"]
        parts += [_row(column) for column in model["columns"] if column["name"] != "department"]
        parts.append("")
    return "\n".join(parts)


def _row(column: dict[str, Any]) -> str:
    meta = column.get("config", {}).get("meta", {})
    needed = "required" if meta.get("required") else ""
    if "default" in meta:
        needed = f"default `{meta['default']}`"
    if meta.get("is_line"):
        needed = "default: the first of `lines_of_business`"
    return f"| `{column['name']}` | {column['data_type']} | {needed} | {column['description']} |"


_INTRODUCTION = """# Feeds

What the product knows of a company it reads from feeds. Where columns of a table need no more than
a mapping, the table's contract gives them to a feed, under `feeds:` (see
[contract.md](contract.md)). Else a department provides a feed with a file,
`departments/<department>/feed_<department>__<feed>.sql`, which maps what it has to the columns of
the feed. What is left out is null or the default.

```sql
-- One row per order.
select
    {{ customer360.feed({
        'order_number': 'order_no',
        'record_id': 'customer_no',
        'ordered_at': 'created_at',
        'total_amount': 'total',
    }) }}
from {{ ref('stg_store__orders') }}
```

The values are SQL over the staging model. A `record_id` is the department's own id of a person or
organisation, as its feed `people` has it; the department's name is put before it, so that ids of
two departments never meet. Where it is another department's id, say so after the mapping:
`}, record_of='store')`. A column that a feed does not have, or a required one left out, is an error
that names the file.

No feed is required, and one that nobody provides costs nothing and warns nobody. Several
departments may provide the same feed.
"""


if __name__ == "__main__":
    print(page(), end="")
