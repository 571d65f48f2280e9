"""Reading a contract file: every mistake of it, with its line and what would be right.

The contract of a department is a dbt source whose `config.meta` says how its files look. Nothing
is guessed: a word that is not known, or a value that does not fit, is a mistake.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from orchestration.company import positions, profile, tables, vocabulary
from orchestration.company.contract import ContractError, Department
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said

# Who owns what nobody has signed.
UNKNOWN = "unknown"
ESSENTIAL = re.compile(r"\bessential:\s*true\b")


def read(path: Path) -> Department:
    """Read one contract file. Raises ContractError with every mistake of it."""
    found = read_as_far_as_possible(path)
    if found.mistakes:
        raise ContractError(found.mistakes)
    return found


def read_as_far_as_possible(path: Path) -> Department:
    """Read one contract file; what is wrong with it is in the department's `mistakes`."""
    notes = Notes(path.name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        notes.add(1, "", f"cannot be read as UTF-8 text ({type(error).__name__}).")
        return _unreadable(path, notes, "")
    try:
        said = positions.read(text)
    except positions.NotYamlError as error:
        notes.add(error.line, "", str(error))
        return _unreadable(path, notes, text)
    source = _source(said, notes)
    if source is None:
        return _unreadable(path, notes, text)
    return _department(path, source, notes)


def _unreadable(path: Path, notes: Notes, text: str) -> Department:
    """A department of which only the name of its file is known."""
    is_essential = bool(ESSENTIAL.search(text))
    name = path.stem.removeprefix("_")
    return Department(name, "", UNKNOWN, (), is_essential=is_essential, mistakes=notes.sorted())


def _source(said: Any, notes: Notes) -> Said | None:
    if not isinstance(said, Said):
        notes.add(1, "", "must be a mapping with the key sources: see docs/contract.md.")
        return None
    notes.repeated(said, "")
    notes.known(said, vocabulary.DBT["file"], "", "file")
    sources = said.get("sources")
    if not isinstance(sources, list) or not sources or not isinstance(sources[0], Said):
        notes.add(said.line_of("sources"), "", "sources must be a list with one source in it.")
        return None
    for more in sources[1:]:
        line = more.line if isinstance(more, Said) else said.line_of("sources")
        notes.add(line, "", "a second source: one contract file is one department.")
    return sources[0]


def _department(path: Path, source: Said, notes: Notes) -> Department:
    notes.repeated(source, "")
    notes.known(source, vocabulary.DBT["source"], "", "source")
    meta = notes.meta(source, "department", "")
    name = _text(meta, "department")
    if not name:
        notes.missing(meta, "department", "", "add department: NAME, as its extracts folder is "
                      "called.")  # fmt: skip
    elif not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        notes.add(meta.line_of("department"), "", f"department {name!r} must be lower-case "
                  "letters, digits and _: it names a schema and a folder.")  # fmt: skip
    name = name or path.stem.removeprefix("_")
    schema = source.get("name")
    if schema is not None and schema != f"raw_{name}":
        notes.add(source.line_of("name"), "", f"name {schema!r} must be raw_{name}: that is where "
                  "the department lands.")  # fmt: skip
    if not _text(meta, "owner"):
        notes.missing(meta, "owner", "", "add owner: the team that answers for these extracts.")
    listed = source.get("tables")
    if not isinstance(listed, list) or not listed:
        notes.missing(source, "tables", "", "list the department's tables.")
        listed = []
    extracts, seen, company = [], set(), _company(path)
    for table in listed:
        if not isinstance(table, Said):
            notes.add(source.line_of("tables"), "", f"table {table!r} must be a mapping with name, "
                      "config and columns.")  # fmt: skip
            continue
        extract = tables.extract(path.name, name, meta, table, notes, company)
        if extract.table in seen:
            notes.add(table.line_of("name"), extract.table, "two tables have this name.")
        elif extract.table:
            seen.add(extract.table)
            extracts.append(extract)
    _record_ids(meta, extracts, notes)
    return Department(
        name,
        _text(source, "description") or "",
        _text(meta, "owner") or UNKNOWN,
        tuple(extracts),
        keeps_one_record_per_person=meta.get("one_record_per_person") is True,
        is_third_party=meta.get("third_party") is True,
        is_essential=meta.get("essential") is True,
        mistakes=notes.sorted(),
    )


def _company(path: Path) -> dict[str, str]:
    """What a contract need not say, because its company's profile does.

    A contract on its own, and one whose company has no sound profile, which is told where a run is
    prepared, stand in UTC and read the signs of no currency.
    """
    try:
        said = profile.read(path.resolve().parents[2])
    except (profile.ProfileError, IndexError):
        return {}
    return {"time_zone": said.time_zone, "currency": said.currency}


def _record_ids(meta: Said, extracts: list[Any], notes: Notes) -> None:
    """A record id of this department must be a column of one of its tables."""
    columns = {column.name for extract in extracts for column in extract.columns}
    listed = meta.get("record_ids")
    for said in listed if isinstance(listed, list) else []:
        name = str(said).rpartition(".")[2]
        if name not in columns:
            notes.add(meta.line_of("record_ids"), "", f"record_ids names {said!r}, which no table "
                      f"has as a column; {vocabulary.offered(name, sorted(columns))}")  # fmt: skip


def _text(said: Said, key: str) -> str | None:
    found = said.get(key)
    return found if isinstance(found, str) and found.strip() else None
