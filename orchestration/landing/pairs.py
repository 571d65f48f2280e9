"""Lists of key and value objects, read as if they were one object: `event_params.page_location`.

GA4 writes `[{"key": "page_location", "value": {"string_value": ...}}]`, Zendesk
`[{"id": 27642, "value": ...}]`; the contract says which field is the key and which the value.
"""

from __future__ import annotations

import duckdb

from orchestration.company.departments import Column, Extract
from orchestration.company.mapped import Pairs
from orchestration.landing.staged import TEXT
from orchestration.quoting import literal


def of(column: Column, extract: Extract) -> tuple[Pairs, str] | None:
    """The pairs a column reads, and the key it wants of them; None for any other column."""
    for pairs in extract.shape.pairs:
        if column.extract_name.startswith(f"{pairs.path}."):
            return pairs, column.extract_name.removeprefix(f"{pairs.path}.")
    return None


def value(pairs: Pairs, key: str) -> str:
    """SQL over `object` for the text of the first filled value under a key."""
    tried = []
    for field in pairs.values:
        path = literal(_path(field))
        # An object in the place of the value, such as GA4 writes, has one filled member.
        inside = f"json_extract_string(p, {literal(_path(field) + '.*')})"
        tried.append(
            f"case when json_type(p, {path}) = 'OBJECT' "
            f"then list_filter({inside}, lambda v: v is not null)[1] "
            f"else json_extract_string(p, {path}) end"
        )
    wanted = f"list_filter({_list(pairs)}, lambda p: {_key(pairs)} = {literal(key)})"
    values = f"list_transform({wanted}, lambda p: coalesce({', '.join(tried)}))"
    return f"list_filter({values}, lambda v: v is not null)[1]"


def exists(pairs: Pairs, key: str) -> str:
    """SQL over `object` that is true where the key is there at all."""
    return f"len(list_filter({_list(pairs)}, lambda p: {_key(pairs)} = {literal(key)})) > 0"


def others(pairs: Pairs, extract: Extract) -> str:
    """SQL over `object` for the pairs that no column reads, as a JSON list; null without any."""
    known = ", ".join(literal(key) for key in _known(pairs, extract))
    rest = f"list_filter({_list(pairs)}, lambda p: coalesce({_key(pairs)}, '') not in ({known}))"
    return f"case when len({rest}) > 0 then to_json({rest}) end"


def unknown(
    connection: duckdb.DuckDBPyConnection, pairs: Pairs, extract: Extract
) -> list[str]:  # fmt: skip
    """The keys in a file that no column reads."""
    keys = connection.execute(
        f"select distinct {_key(pairs)} as key from "
        f"(select unnest({_list(pairs)}) as p from temp.{TEXT}) where key is not null order by key"
    ).fetchall()
    return [key for (key,) in keys if key not in _known(pairs, extract)]


def _known(pairs: Pairs, extract: Extract) -> list[str]:
    found = (of(column, extract) for column in extract.columns)
    return [one[1] for one in found if one and one[0] == pairs]


def _list(pairs: Pairs) -> str:
    """The pairs as a list of JSON; empty where there are none."""
    return f"coalesce(try_cast(json_extract(object, {literal(_path(pairs.path))}) as json[]), [])"


def _key(pairs: Pairs) -> str:
    return f"json_extract_string(p, {literal(_path(pairs.key))})"


def _path(name: str) -> str:
    parts = ('."' + part.replace('"', '\\"') + '"' for part in name.split("."))
    return "$" + "".join(parts)
