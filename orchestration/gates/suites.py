"""Reading suites: `expectations/<schema>/<table>.yml`, of the product and of the company.

    expectations:
      - {expect: ExpectColumnValuesToBeUnique, column: contact_id, severity: critical}
      - expect: UnexpectedRowsExpectation
        name: no opportunity closes before it opens
        severity: warning
        unexpected_rows_query: select 1 from {batch} as o where o.closed_on < o.opened_on

`expect` is a Great Expectations class, `severity` is `critical` (blocks) or `warning` (shows),
`name` replaces the name made of class and column; everything else is the expectation's own.
Whether class, arguments and columns exist is decided where Great Expectations is loaded.

`ExpectColumnValuesToReference` is a foreign key of our own, see `references`.

A `value_set` may be what the company says: `departments`, or `lines_of_business` (its own and
`enterprise`), so that no suite names a department or a line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration.company import profile
from orchestration.company.departments import departments
from orchestration.gates import references
from orchestration.gates.errors import GateError
from orchestration.settings import from_environment

SEVERITIES = ("critical", "warning")
_COLUMN_ARGUMENTS = ("column", "column_A", "column_B", "column_list", "column_set")


@dataclass(frozen=True)
class Expectation:
    """One declared expectation: its class, severity, name and arguments."""

    expect: str
    severity: str
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it names, in order."""
        return _columns(self.arguments)


@dataclass(frozen=True)
class Suite:
    """The expectations of one table, `schema.table`.

    `left_out` says which references have nothing to compare with: their department is not there.
    """

    name: str
    expectations: tuple[Expectation, ...]
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.expectations and not self.left_out:
            raise GateError(f"{self.name}: the suite declares no expectation.")
        names = [expectation.name for expectation in self.expectations]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise GateError(f"{self.name}: declared twice: {', '.join(twice)}; give each a name.")


def expectation(
    expect: str, severity: str, name: str | None = None, **arguments: Any
) -> Expectation:
    """Declare one expectation, named after its class and columns unless `name` is given."""
    columns = ", ".join(_columns(arguments))
    return Expectation(expect, severity, name or f"{expect}({columns})", arguments)


def read_suite(path: Path) -> Suite:
    """Read one suite file; its folder and stem are the table's schema and name.

    Raises GateError when the file is not YAML, declares nothing, has an unknown key, or an
    expectation lacks its class or has a severity other than `critical` and `warning`.
    """
    name = f"{path.parent.name}.{path.stem}"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise GateError(f"{name}: the suite cannot be read ({type(error).__name__}).") from error
    if not isinstance(content, dict) or not set(content) <= {"description", "expectations"}:
        raise GateError(f"{name}: a suite has `description` and `expectations`, nothing else.")
    declared = content.get("expectations")
    if not isinstance(declared, list):
        raise GateError(f"{name}: `expectations` must be a list.")
    found = [_declared(name, entry) for entry in declared]
    return Suite(
        name,
        tuple(one for one in found if isinstance(one, Expectation)),
        tuple(one for one in found if isinstance(one, str)),
    )


def read_suites(name: str, expectations: tuple[Path, ...]) -> Suite | None:
    """The suite of a table, `schema.table`: the product's expectations, then the company's own.

    None where neither has any to evaluate. Raises GateError as `read_suite` does, and where both
    give one name.
    """
    schema, table = name.split(".")
    found = [
        read_suite(path)
        for folder in expectations
        if (path := folder / schema / f"{table}.yml").exists()
    ]
    whole = tuple(e for suite in found for e in suite.expectations)
    return Suite(name, whole) if whole else None


def left_out(expectations: tuple[Path, ...]) -> tuple[str, ...]:
    """What the suites of the company's tables would compare with departments that it has not."""
    return tuple(
        f"{name}.{said}"
        for name in suite_names(expectations)
        for folder in expectations
        if (path := folder / name.replace(".", "/")).with_suffix(".yml").exists()
        for said in read_suite(path.with_suffix(".yml")).left_out
    )


def suite_names(expectations: tuple[Path, ...]) -> tuple[str, ...]:
    """Every suite that judges something, as `schema.table`, in order; not those that are `idle`.

    Raises GateError as `idle` does.
    """
    resting = idle(expectations)
    return tuple(name for name in _names(expectations) if name.partition(".")[0] not in resting)


def idle(expectations: tuple[Path, ...]) -> tuple[str, ...]:
    """Schemas that have suites and whose department is not there, as when it was taken out.

    They judge nothing, since none of their tables exists. Raises GateError where a folder is one
    of the company's departments misspelt: a gate that somebody believes in.
    """
    here = [department.name for department in departments(from_environment().company)]
    schemas = dict.fromkeys(name.partition(".")[0] for name in _names(expectations))
    try:
        return tuple(s for s in schemas if references.missing_department(s, here))
    except ValueError as error:
        raise GateError(
            f"Suites of tables that do not exist: {error} Delete the suites of one taken out."
        ) from error


def _names(expectations: tuple[Path, ...]) -> list[str]:
    paths = (path for folder in expectations for path in folder.glob("*/*.yml"))
    return sorted({f"{path.parent.name}.{path.stem}" for path in paths})


def refuse_strays(tables: Collection[str], expectations: tuple[Path, ...] | None = None) -> None:
    """Let nobody believe in a gate that is none.

    Raises GateError naming every file among the suites that is not the suite of one of `tables`,
    such as one with a mistyped name, in another folder or with another ending. Those of a
    department that was taken out are `idle`.
    """
    folders = expectations or from_environment().expectations
    resting = idle(folders)
    known = {f"{table.replace('.', '/')}.yml" for table in tables}
    files = {
        str(path.relative_to(folder))
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".md"
        and not path.name.startswith(".")
        and path.relative_to(folder).parts[0] not in resting
    }
    if strays := sorted(files - known):
        raise GateError(
            f"Suites of tables that do not exist or are not gated: {', '.join(strays)}."
        )


def _declared(suite: str, entry: Any) -> Expectation | str:
    if not isinstance(entry, dict) or not isinstance(entry.get("expect"), str):
        raise GateError(f"{suite}: every expectation needs `expect`, a class name.")
    arguments = {key: value for key, value in entry.items() if isinstance(key, str)}
    expect, severity = arguments.pop("expect"), arguments.pop("severity", None)
    if severity not in SEVERITIES:
        known = " or ".join(SEVERITIES)
        raise GateError(f"{suite}: severity of {expect} is {severity!r}; it must be {known}.")
    name = arguments.pop("name", None)
    if isinstance(said := arguments.get("value_set"), str):
        arguments["value_set"] = list(_said_by_the_company(suite, said))
    if expect == references.EXPECTATION:
        return _reference(suite, severity, name, arguments)
    return expectation(expect, severity, name, **arguments)


def _reference(
    suite: str, severity: str, name: str | None, arguments: dict[str, Any]
) -> Expectation | str:
    """A foreign key, declared as the query that it stands for; in words where it is left out."""
    try:
        query = references.query(arguments)
        company = from_environment().company
        names = [department.name for department in departments(company)]
        missing = references.missing_department(str(arguments["references"]), names)
    except ValueError as error:
        raise GateError(f"{suite}: {references.EXPECTATION}: {error}") from error
    if missing:
        return f"{arguments['column']} with {arguments['references']}"
    name = name or f"every {arguments['column']} is a {arguments['references']}"
    return expectation("UnexpectedRowsExpectation", severity, name, unexpected_rows_query=query)


def _said_by_the_company(suite: str, name: str) -> tuple[str, ...]:
    company = from_environment().company
    if name == "departments":
        return tuple(department.name for department in departments(company))
    if name == "lines_of_business":
        return (*profile.read(company).lines_of_business, "enterprise")
    raise GateError(f"{suite}: value_set is a list, departments or lines_of_business, not {name}.")


def _columns(arguments: dict[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for argument in _COLUMN_ARGUMENTS:
        value = arguments.get(argument, ())
        found.extend([value] if isinstance(value, str) else [str(column) for column in value])
    return tuple(found)
