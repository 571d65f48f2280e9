"""The words a contract is kept in once it is read: departments, extracts, columns, mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from orchestration.company.control import Control
from orchestration.company.mapped import ONE_ROW_A_RECORD, PLAIN, FeedRows, Reading, Shape
from orchestration.origin import FOLDER, Origin

FORMATS = ("csv", "jsonl", "json", "parquet", "xlsx")
LOADS = ("snapshot", "append", "upsert")
EXTRA_COLUMNS = ("keep", "quarantine")
OTHER_WORDS = ("keep", "reject", "empty")
EPOCHS = ("epoch_s", "epoch_ms", "epoch_us")


@dataclass(frozen=True)
class Mistake:
    """One thing a contract says wrongly: where it stands (lines count from 1), and what is right.

    `thing` is what it is about: a table, or a column of one; empty for the department itself.
    """

    file: str
    line: int
    thing: str
    words: str

    def __str__(self) -> str:
        about = f"{self.thing}: " if self.thing else ""
        return f"{self.file}, line {self.line}: {about}{self.words}"


class ContractError(ValueError):
    """A contract says something the loader cannot act on; the message has every mistake."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True)
class Column:
    """One contracted column: our name and type, and the department's own name for it."""

    name: str
    data_type: str
    extract_name: str
    required: bool = False
    pii: str | None = None
    format: str | None = None
    description: str = ""
    reading: Reading = PLAIN
    # Whether landing writes down when a record's value was first delivered.
    keep_changes: bool = False
    line: int = field(default=0, compare=False)

    @property
    def formats(self) -> tuple[str, ...]:
        """Every way the contract says the column's times are written; none is ISO 8601."""
        return (self.format, *self.reading.other_formats) if self.format else ()

    @property
    def kind(self) -> str:
        """The type in words, for people: `date written %d/%m/%Y`."""
        said = [f"written {' or '.join(self.formats)}"] if self.formats else []
        if self.reading.decimal != ".":
            said.append("with a decimal comma")
        if self.reading.words and self.reading.other_words != "keep":
            said.append(f"by its {len(self.reading.words)} words")
        return " ".join([self.data_type, *said])


@dataclass(frozen=True)
class Extract:
    """One contracted table: where it comes from, how its files look and how they load.

    `pattern` is a glob of file names, or for a database its table: `schema.name`. `lines` says
    where the contract says what: the line of each word, `""` for the table.
    """

    department: str
    table: str
    description: str
    owner: str
    pattern: str
    format: str
    key: tuple[str, ...]
    load: str
    columns: tuple[Column, ...]
    extra_columns: str = "quarantine"
    compression: str | None = None
    delimiter: str = ","
    encoding: str = "utf-8"
    event_time: str | None = None
    # Whose a record is: under a known key, another owner and another time are another record.
    belongs_to: tuple[str, ...] = ()
    reused_after_days: int | None = None
    # The table of which this one's records are parts, and the columns here that name its key.
    part_of: str | None = None
    part_key: tuple[str, ...] = ()
    freshness_hours: int | None = None
    # (department, column): columns here that name a source record of that department.
    record_ids: tuple[tuple[str, str], ...] = ()
    origin: Origin = FOLDER
    shape: Shape = ONE_ROW_A_RECORD
    # How the sender says that a file is whole; None where it does not.
    control: Control | None = None
    # What the table gives to feeds, so that no SQL need say it.
    feeds: tuple[FeedRows, ...] = ()
    file: str = field(default="", compare=False)
    lines: dict[str, int] = field(default_factory=dict, compare=False, hash=False)

    def requires(self, column: Column) -> bool:
        """True when a record cannot stand without this column."""
        return column.required or column.name in self.key

    def says(self, word: str, column: Column | None = None) -> str:
        """Where the contract says a word, or a column, for the end of a sentence: ` (file, line)`.

        Empty for an extract that was not read from a file.
        """
        line = column.line if column else self.lines.get(word) or self.lines.get("", 0)
        return f" ({self.file}, line {line})" if self.file and line else ""

    @property
    def schema(self) -> str:
        return f"raw_{self.department}"

    @property
    def name(self) -> str:
        """Asset key, table and suite alike: `raw_store.orders`."""
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True)
class Department:
    """A department, its owner and its extracts; whether no two of its records are one person.

    One with `mistakes` in its contract lands nothing; its extracts are then as far as they could
    be read. `is_essential` says that the run must stop then, rather than go on without it.
    The data of a third party are bought: they stand in for what no department of the company says,
    and never against it.
    """

    name: str
    description: str
    owner: str
    extracts: tuple[Extract, ...]
    keeps_one_record_per_person: bool = False
    is_third_party: bool = False
    is_essential: bool = False
    mistakes: tuple[Mistake, ...] = ()


def team(owner: str) -> str:
    """An owner as Dagster writes teams: `Sales operations` is `team:sales_operations`."""
    return "team:" + "_".join(owner.lower().split())
