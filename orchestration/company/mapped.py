"""How fields become columns and rows become records, in the words of a contract that was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expression:
    """A scalar over the fields of one record, checked: see `orchestration.company.expressions`.

    `sql` reads each of `fields` (names in the file) under the name `alias` gives it.
    """

    sql: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """How the text of a column becomes its value, beyond a plain cast.

    `words` maps a value as the file writes it to the value meant; None means empty. `home` is the
    company's time zone, in which every time lands; `time_zone` that of times without an offset,
    where it is another. `currency` (ISO 4217) is the one whose signs an amount may carry.
    """

    absent: bool = False
    constant: str | None = None
    expression: Expression | None = None
    strip: str = ""
    words: tuple[tuple[str, str | None], ...] = ()
    other_words: str = "keep"
    other_formats: tuple[str, ...] = ()
    decimal: str = "."
    currency: str | None = None
    time_zone: str | None = None
    home: str = "UTC"

    @property
    def has_field(self) -> bool:
        """True for a column that is one field of the file."""
        return not self.absent and self.constant is None and self.expression is None


PLAIN = Reading()


@dataclass(frozen=True)
class Pairs:
    """A list of key and value objects, read as one object: fields by `path.key`.

    `values` are the fields of a pair of which the first filled one is its value.
    """

    path: str
    key: str = "key"
    values: tuple[str, ...] = ("value",)


@dataclass(frozen=True)
class Footer:
    """What stands below the last record: rows that begin with `words`, or the last `rows`."""

    words: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Shape:
    """Which rows of a file hold the table, and how they make up records.

    The names stand in `header_rows`, counted from 1 as an editor and a spreadsheet do, else in the
    first; the table ends above its `footer`.

    `records` is the path of the list whose elements are the records, such as `tickets[]`. Empty
    cells of the `fill_down` columns take the value above them, within rows that agree in
    `fill_within`. Rows that agree in `first_row_of` are one record. All name columns.
    """

    records: str = ""
    pairs: tuple[Pairs, ...] = ()
    fill_down: tuple[str, ...] = ()
    fill_within: tuple[str, ...] = ()
    first_row_of: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    footer: Footer | None = None


ONE_ROW_A_RECORD = Shape()


@dataclass(frozen=True)
class FeedValue:
    """Where a column of a feed comes from: a constant, or a column found along `path`.

    `path` ends in a column; names before it are tables, the first of them perhaps behind a
    department. With `total` (`sum`, `min`, `max` or `count`) the rows of that table which have the
    key of the record are taken together. `line` is where the contract says it.
    """

    path: tuple[str, ...] = ()
    constant: str | None = None
    total: str = ""
    line: int = 0

    def __str__(self) -> str:
        path = ".".join(self.path)
        return f"{self.total}({path})" if self.total else path


@dataclass(frozen=True)
class FeedRows:
    """The rows a table gives to a feed: one per record, its columns by name.

    Only records count whose `where` is filled and not false; of several with one value in
    `one_row_per` the one with the latest `newest_by`. Both name columns of the feed.
    """

    feed: str
    values: tuple[tuple[str, FeedValue], ...]
    where: FeedValue | None = None
    one_row_per: str = ""
    newest_by: str = ""
    line: int = 0
