"""The export as one page: everything escaped, nothing fetched, readable in print."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; }
th, td { border-bottom: 1px solid #ccc; }
th { font-weight: 600; width: 16rem; }
.from { color: #555; }
"""


def page(content: dict[str, Any]) -> str:
    """The export `content` (see `exporting.write`) as HTML."""
    parts = [
        "<h1>What we hold about you</h1>",
        f"<p>Made on {_text(content['made_on'])} for customer {_text(content['customer_id'])}. "
        "It holds everything we were delivered about you, what we made of it, what was decided, "
        "and who receives it.</p>",
        "<h2>What was decided, and why</h2>",
        _list(content["decisions"]),
        "<h2>What we were delivered</h2>",
        *_records(content["records"]),
        "<h2>What we made of it</h2>",
        *_made(content["made_of_it"]),
        "<h2>Who receives data about you</h2>",
        _list(f"{one['recipient']} ({one['as']}): {one['what']}" for one in content["recipients"]),
        "<h2>Your rights</h2>",
        f"<p>{_text(content['rights'])}</p>",
    ]
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>What we hold about you</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _records(records: list[dict[str, Any]]) -> Iterable[str]:
    for (department, table), found in groupby(
        records, key=lambda one: (one["department"], one["table"])
    ):
        rows = list(found)
        yield f"<h3>{_text(department)}: {_text(table)}</h3>"
        yield f"<p>{_text(rows[0]['about'])} Used for: {_text(' '.join(rows[0]['purposes']))}"
        if rows[0]["kept_because"]:
            yield f" If you are erased: {_text(rows[0]['kept_because'])}"
        yield "</p>"
        for one in rows:
            yield (
                f'<p class="from">{_text(one["file"])}, record {_text(one["record"])}, '
                f"delivered on {_text(one['delivered_on'])}</p>"
            )
            yield _table(one["values"])


def _made(made: dict[str, list[dict[str, Any]]]) -> Iterable[str]:
    for mart, rows in made.items():
        yield f"<h3>{_text(mart.replace('_', ' '))}</h3>"
        for row in rows:
            yield _table(row)


def _table(values: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{_text(name.replace('_', ' '))}</th><td>{_text(_shown(value))}</td></tr>"
        for name, value in values.items()
        if name != "customer_id"
    )
    return f"<table>{rows}</table>"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_text(item)}</li>" for item in items) + "</ul>"


def _text(value: object) -> str:
    return escape(str(value))
