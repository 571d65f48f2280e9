"""Which columns of a list say who somebody is, and which row names them: by name and by content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration import queries
from orchestration.tabular import Shape

KINDS = ("email", "phone", "hashed", "customer", "source")
SAMPLE = 5000
ENOUGH = 0.5
# Below this share a column is not what its header says.
HINTED = 0.05
_LOOKED_AT = 50

EMAIL = r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+"
PHONE = r"^(\+|00|0|\(0|44)[0-9 ()./-]{8,20}$"
# Hexadecimal digests of 128 (MD5), 160 (SHA-1) and 256 (SHA-256) bits.
HASH = r"([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})"
CUSTOMER = r"^C-[0-9A-HJKMNP-TV-Z]{10}$"
_HINTS = {
    "email": re.compile(r"e-?mail|\bmail\b", re.IGNORECASE),
    "phone": re.compile(r"phone|mobile|\btel|\bcell\b|\bsms\b|msisdn", re.IGNORECASE),
    "hashed": re.compile(r"hash|sha-?(1|256)|md5|digest", re.IGNORECASE),
    "customer": re.compile(r"customer|\bc360\b", re.IGNORECASE),
    "source": re.compile(r"\bid\b|_id\b|[a-z]Id\b|\bref|number|\bno\b|account", re.IGNORECASE),
}


class UnknownColumnError(ValueError):
    """A column asked for is not there, or no column says who anybody is."""


@dataclass(frozen=True)
class Identifier:
    """One column that says who a row is about: its place in the table, its title, its kind."""

    column: str
    title: str
    kind: str


@dataclass(frozen=True)
class Layout:
    """`header` is the row with the titles, 0 where the list has none; data begin after `top`."""

    header: int
    top: int
    titles: tuple[str, ...]
    identifiers: tuple[Identifier, ...]


def layout(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    *,
    forced: Sequence[str] = (),
    has_header: bool | None = None,
) -> Layout:
    """Find header and identifying columns of `list_rows`.

    `forced` names the columns to use, by title or 1-based place, each as `NAME` or `NAME=kind`.
    Raises UnknownColumnError when one of them is not there, or when none was forced or found.
    """
    from orchestration.identity.values import emails

    emails.macros(connection)
    first = connection.execute(
        f"select row, {', '.join(shape.columns)} from list_rows order by row limit {_LOOKED_AT}"
    ).fetchall()
    top, header = _top(first, has_header)
    cells = next((row[1:] for row in first if row[0] == header), (None,) * len(shape.columns))
    titles = tuple(
        str(cell).strip() if cell else f"column {place}" for place, cell in enumerate(cells, 1)
    )
    if forced:
        found = tuple(_forced(connection, shape, titles, top, one) for one in forced)
    else:
        found = tuple(
            Identifier(column, title, kind)
            for column, title in zip(shape.columns, titles, strict=True)
            if (kind := _kind(connection, column, title if header else "", top))
        )
    if not found:
        raise UnknownColumnError(
            "No column holds e-mails, phones, customer numbers or source ids that we can tell. "
            "Name one: --column TITLE, or --column 2 for the second; --column TITLE=phone says "
            f"what it holds ({', '.join(KINDS)})."
        )
    return Layout(header, top, titles, found)


def _top(first: list[tuple[str | None, ...]], has_header: bool | None) -> tuple[int, int]:
    """(the last row above the data, the header or 0). Title lines fill one cell of several."""
    rows = [(int(str(row[0])), [str(cell) for cell in row[1:] if cell]) for row in first]
    widths = sorted(len(cells) for _, cells in rows)
    usual = widths[len(widths) // 2] if widths else 0
    titles = 0
    while titles < len(rows) and len(rows[titles][1]) == 1 < usual:
        titles += 1
    if titles == len(rows):
        titles = 0
    above = rows[titles - 1][0] if titles else 0
    if not rows:
        return 0, 0
    number, cells = rows[titles]
    if has_header if has_header is not None else all(map(_is_title, cells)):
        return number, number
    return above, 0


def _is_title(cell: str) -> bool:
    """No title holds an address, a long number or a customer's number."""
    return (
        "@" not in unicodedata.normalize("NFKC", cell)
        and len(re.findall(r"[0-9]", cell)) < 5
        and bool(cell.strip())
    )


def _forced(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    titles: tuple[str, ...],
    top: int,
    wanted: str,
) -> Identifier:
    name, _, kind = (
        wanted.rpartition("=") if wanted.rpartition("=")[2] in KINDS else (wanted, "", "")
    )
    known = {title.lower(): place for place, title in reversed(list(enumerate(titles)))}
    place = known.get(name.strip().lower())
    if place is None and name.strip().isdigit() and 0 < int(name) <= len(titles):
        place = int(name) - 1
    if place is None:
        raise UnknownColumnError(f"The list has no column {name!r}.")
    column = shape.columns[place]
    return Identifier(column, titles[place], kind or _best(_shares(connection, column, top)))


def _kind(connection: duckdb.DuckDBPyConnection, column: str, title: str, top: int) -> str | None:
    """What a column holds: what enough of it looks like, or less if its title says so."""
    shares = _shares(connection, column, top)
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", title).replace("_", " ")
    hinted = {kind for kind in KINDS if title and (_HINTS[kind].search(title + " " + spaced))}
    sure = {kind: share for kind, share in shares.items() if share >= ENOUGH}
    if sure:
        return _best(sure)
    likely = {kind: share for kind, share in shares.items() if kind in hinted and share >= HINTED}
    return _best(likely) if likely else None


def _best(shares: dict[str, float]) -> str:
    """The kind with the largest share; of equal ones the first of KINDS."""
    return max(KINDS, key=lambda kind: (shares.get(kind, -1.0), -KINDS.index(kind)))


def _shares(connection: duckdb.DuckDBPyConnection, column: str, top: int) -> dict[str, float]:
    """By kind, the share of the column's first values that look like it, 0 to 1."""
    connection.execute(
        f"create or replace temp table list_cells as select trim({column}) as value from list_rows "
        f"where row > ? and trim({column}) <> '' limit {SAMPLE}",
        [top],
    )
    patterns = {"email": EMAIL, "phone": PHONE, "hash": f"^(0x)?{HASH}$", "customer": CUSTOMER}
    row = connection.execute(queries.text(__file__, "shares.sql"), patterns).fetchone()
    assert row is not None
    return dict(zip(KINDS, map(float, row), strict=True))
