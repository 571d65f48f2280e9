"""The departments and their extracts, read from the staging YAML: there is no second list.

The contract of a department is `departments/<department>/_<department>.yml` in the company's
folder, a dbt source whose `config.meta` says how its files look. The loader, the gates, the sample
company and the docs all read it through this module. It opens no extract.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.origin import FOLDER, Origin
from orchestration.settings import from_environment

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
LOADS = ("snapshot", "append", "upsert")
EXTRA_COLUMNS = ("keep", "quarantine")
TYPES = re.compile(
    r"varchar|date|timestamp|boolean|double|(tiny|small|big)int|integer|decimal\([0-9]+,[0-9]+\)"
)


class ContractError(ValueError):
    """A contract says something the loader cannot act on; the message names file and table."""


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

    @property
    def kind(self) -> str:
        """The type in words, for people: `date written %d/%m/%Y`."""
        return f"{self.data_type} written {self.format}" if self.format else self.data_type


@dataclass(frozen=True)
class Extract:
    """One contracted table: where it comes from, how its files look and how they load.

    `pattern` is a glob of file names, or for a database its table: `schema.name`.
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
    freshness_hours: int | None = None
    # (department, column): columns here that name a source record of that department.
    record_ids: tuple[tuple[str, str], ...] = ()
    origin: Origin = FOLDER

    def requires(self, column: Column) -> bool:
        """True when a record cannot stand without this column."""
        return column.required or column.name in self.key

    @property
    def schema(self) -> str:
        return f"raw_{self.department}"

    @property
    def name(self) -> str:
        """Asset key, table and suite alike: `raw_shop.orders`."""
        return f"{self.schema}.{self.table}"


def team(owner: str) -> str:
    """An owner as Dagster writes teams: `Sales operations` is `team:sales_operations`."""
    return "team:" + "_".join(owner.lower().split())


@dataclass(frozen=True)
class Department:
    """A department, its owner and its extracts; whether no two of its records are one person.

    The data of a third party are bought: they stand in for what no department of the company says,
    and never against it.
    """

    name: str
    description: str
    owner: str
    extracts: tuple[Extract, ...]
    keeps_one_record_per_person: bool = False
    is_third_party: bool = False


def read_contract(path: Path) -> Department:
    """Read one contract file.

    Raises ContractError when a table lacks a key, a known format or a known load mode.
    """
    source = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["sources"][0]
    meta = source["config"]["meta"]
    extracts = tuple(_extract(path, meta, table) for table in source["tables"])
    return Department(
        meta["department"],
        source["description"],
        meta["owner"],
        extracts,
        keeps_one_record_per_person=meta.get("one_record_per_person", False),
        is_third_party=meta.get("third_party", False),
    )


def _extract(path: Path, department: dict[str, Any], table: dict[str, Any]) -> Extract:
    meta = table["config"]["meta"]
    where = f"{path.name}, table {table['name']}"
    columns = tuple(_column(column) for column in table["columns"])
    names = {column.name for column in columns}
    try:
        origin = Origin.of(department, meta)
    except ValueError as error:
        raise ContractError(f"{where}: {error}") from None
    if (form := meta.get("format", origin.format)) not in FORMATS:
        raise ContractError(f"{where}: format {form!r} is none of {', '.join(FORMATS)}.")
    if meta["load"] not in LOADS:
        raise ContractError(f"{where}: load {meta['load']!r} is none of {', '.join(LOADS)}.")
    if (extra := meta.get("extra_columns", "quarantine")) not in EXTRA_COLUMNS:
        raise ContractError(f"{where}: extra_columns {extra!r} is neither keep nor quarantine.")
    for column in columns:
        if not TYPES.fullmatch(column.data_type):
            raise ContractError(f"{where}: {column.name} has unknown type {column.data_type!r}.")
    try:
        codecs.lookup(meta.get("encoding", "utf-8"))
    except LookupError:
        raise ContractError(f"{where}: unknown encoding {meta['encoding']!r}.") from None
    if meta.get("event_time", columns[0].name) not in names:
        raise ContractError(f"{where}: event_time must name a contracted column.")
    if not meta["key"] or not set(meta["key"]) <= names:
        raise ContractError(f"{where}: key {meta['key']} must name contracted columns.")
    return Extract(
        department=department["department"],
        table=table["name"],
        description=table["description"],
        owner=meta.get("owner", department["owner"]),
        pattern=meta["extract"],
        format=form,
        key=tuple(meta["key"]),
        load=meta["load"],
        columns=columns,
        extra_columns=extra,
        compression=meta.get("compression"),
        delimiter=meta.get("delimiter", ","),
        encoding=meta.get("encoding", "utf-8"),
        event_time=meta.get("event_time"),
        freshness_hours=meta.get("freshness_hours"),
        record_ids=tuple(
            (owner or department["department"], name)
            for said in department.get("record_ids", [])
            for owner, _, name in [said.rpartition(".")]
            if name in names
        ),
        origin=origin,
    )


def _column(column: dict[str, Any]) -> Column:
    meta = column.get("config", {}).get("meta", {})
    return Column(
        name=column["name"],
        data_type=column["data_type"],
        extract_name=meta.get("extract_name", column["name"]),
        required=meta.get("required", False),
        pii=meta.get("pii"),
        format=meta.get("format"),
        description=column.get("description", ""),
    )


def departments(company: Path | None = None) -> tuple[Department, ...]:
    """Every department that has a contract, in alphabetical order; of the company in force."""
    return _departments(company or from_environment().company)


@cache
def _departments(company: Path) -> tuple[Department, ...]:
    contracts = sorted((company / "departments").glob("*/_*.yml"))
    return tuple(read_contract(path) for path in contracts)


def extracts(company: Path | None = None) -> tuple[Extract, ...]:
    """Every contracted extract of every department."""
    return tuple(e for department in departments(company) for e in department.extracts)
