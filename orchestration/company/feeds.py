"""Which feeds a company's departments provide, read from the files of its folder.

A department provides a feed with a model `departments/<department>/feed_<department>__<feed>.sql`;
what a feed must look like is its contract, `models/feeds/feed_<feed>.yml` of the product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from orchestration.company.errors import CompanyError
from orchestration.settings import DBT_PACKAGE

_PREFIX = "feed_"


class FeedError(CompanyError):
    """A company provides a feed that the product does not know; the message names the file."""


def known(package: Path = DBT_PACKAGE) -> tuple[str, ...]:
    """Every feed that the product reads, in alphabetical order."""
    paths = (package / "models" / "feeds").glob(f"{_PREFIX}*.sql")
    return tuple(sorted(path.stem.removeprefix(_PREFIX) for path in paths))


def provided(company: Path) -> dict[str, tuple[str, ...]]:
    """The departments that provide each feed, in alphabetical order; feeds that nobody provides
    are left out.

    Raises FeedError for a feed that the product does not know, or a file named after another
    department than its folder.
    """
    feeds = known()
    found: dict[str, list[str]] = {}
    for path in sorted((company / "departments").glob(f"*/{_PREFIX}*.sql")):
        department, _, feed = path.stem.removeprefix(_PREFIX).partition("__")
        if department != path.parent.name:
            raise FeedError(
                f"{path}: a feed of this folder is named {_PREFIX}{path.parent.name}__<feed>.sql."
            )
        if feed not in feeds:
            raise FeedError(f"{path}: there is no feed {feed!r}. There are: {', '.join(feeds)}.")
        found.setdefault(feed, []).append(department)
    return {feed: tuple(departments) for feed, departments in sorted(found.items())}


def page(package: Path = DBT_PACKAGE) -> str:
    """`docs/feeds.md`: every feed and its columns, from the contracts."""
    parts = [_INTRODUCTION]
    for feed in known(package):
        path = package / "models" / "feeds" / f"{_PREFIX}{feed}.yml"
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

What the product knows of a company it reads from feeds. A department provides a feed with one file,
`departments/<department>/feed_<department>__<feed>.sql`, which maps what it has to the columns of
the feed; what it leaves out is null or the default.

```sql
-- One row per order of the shop.
select
    {{ customer360.feed({
        'order_number': 'order_no',
        'record_id': 'customer_no',
        'ordered_at': 'created_at',
        'total_amount': 'total',
    }) }}
from {{ ref('stg_shop__orders') }}
```

The values are SQL over the staging model. A `record_id` is the department's own id of a person or
organisation, as its feed `people` has it; the department's name is put before it, so that ids of
two departments never meet. Where it is another department's id, say so after the mapping:
`}, record_of='shop')`. A column that a feed does not have, or a required one left out, is an error
that names the file.

No feed is required, and one that nobody provides costs nothing and warns nobody. Several
departments may provide the same feed.
"""


if __name__ == "__main__":
    print(page(), end="")
