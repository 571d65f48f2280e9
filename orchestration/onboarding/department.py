"""A new department out of its files: a contract with the reason for every word of it.

What is written is a proposal to be read. It is told at once what would become of the files under
it, without landing them.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.company import reading
from orchestration.company.contract import Department
from orchestration.landing import rehearsal
from orchestration.onboarding import looking, proposing, recognising
from orchestration.onboarding.looking import Look, UnknownFileError
from orchestration.onboarding.proposing import Proposal
from orchestration.settings import Settings

DATED = re.compile(r"[0-9]+(?:[-_.][0-9]+)*")


class OnboardingError(ValueError):
    """No contract can be proposed; the message says why."""


@dataclass(frozen=True)
class Table:
    """A table as it is proposed: its text in the contract, its columns and its key."""

    name: str
    text: str
    columns: list[Proposal]
    key: list[str]


@dataclass(frozen=True)
class Onboarded:
    """The contract that was written, its department, and what was said of each table's file."""

    path: Path
    department: Department
    findings: list[tuple[str, rehearsal.Finding]]
    unknown: list[str]
    feeds: tuple[str, ...] = ()


def onboard(folder: Path, settings: Settings, name: str | None = None) -> Onboarded:
    """Look at the files of a folder and write `departments/<name>/_<name>.yml` of the company.

    Raises OnboardingError when the department has a contract already, or no file can be read.
    """
    department = named(name or re.sub(r"[^a-z0-9]+", "_", folder.name.lower()).strip("_"))
    path = settings.company / "departments" / department / f"_{department}.yml"
    if path.exists():
        raise OnboardingError(f"{path} is there already; change it, or say --name.")
    tables, unknown = [], []
    for pattern, files in sorted(groups(folder).items()):
        try:
            tables.append(_table(pattern, files, looking.look(files[-1])))
        except UnknownFileError as error:
            unknown.append(str(error))
    if not tables:
        raise OnboardingError(f"{folder} holds no file that reads as a table. {' '.join(unknown)}")
    ids = dict.fromkeys(
        feed.record_id
        for table in tables
        for feed in recognising.feeds(table.name, table.columns, table.key)[0]
    )
    text = _head(department, list(ids)) + "".join(table.text for table in tables)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = reading.read_as_far_as_possible(path)
    feeds, lacking = _models(path.parent, found, tables)
    findings = rehearsed(found, folder, settings)
    return Onboarded(path, found, findings, unknown + lacking, feeds)


def named(department: str) -> str:
    """The name, where it can be a department's. Raises OnboardingError."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", department) or "__" in department:
        raise OnboardingError(
            f"{department!r} is no name for a department: lower-case letters, digits and _; say "
            "--name."
        )
    return department


def groups(folder: Path) -> dict[str, list[Path]]:
    """The files of a folder by the pattern that their names share but for days and numbers."""
    groups: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            groups.setdefault(DATED.sub("*", path.name), []).append(path)
    return groups


def _head(department: str, ids: list[str]) -> str:
    owned = f"department: {department}, owner: {department}, record_ids: [{', '.join(ids)}]"
    return f"""version: 2

# Proposed from the files: read every reason, mend what is wrong, then
# customer360 check {department}
sources:
  - name: raw_{department}
    description: "What the department does, in a sentence."
    # owner: the team that answers for these extracts. record_ids: columns that name a person here.
    config: {{meta: {{{owned}}}}}
    tables:
"""


def _models(
    folder: Path, department: Department, tables: list[Table]
) -> tuple[tuple[str, ...], list[str]]:  # fmt: skip
    """Write staging for every table and the feeds recognised; their names, and what lacks."""
    written: dict[str, str] = {}
    lacking = []
    for table in tables:
        columns = ",\n".join(
            f"    {{{{ customer360.clean('{column.name}') }}}}"
            if column.data_type == "varchar"
            else f"    {column.name}"
            for column in table.columns
        )
        grain = f"One row per record of {table.name}."
        source = f"from {{{{ source('raw_{department.name}', '{table.name}') }}}}"
        sql = f"-- {grain}\nselect\n{columns}\n{source}\n"
        _model(folder, f"stg_{department.name}__{table.name}", grain, sql)
        found, missing = recognising.feeds(table.name, table.columns, table.key)
        lacking += missing
        for feed in found:
            if feed.name in written:
                lacking.append(f"{table.name} tells of {feed.name} as well as "
                               f"{written[feed.name]}; add it to that feed")  # fmt: skip
                continue
            written[feed.name] = table.name
            about = f"{feed.name.capitalize()} of {table.name}, as proposed from the files."
            name = f"feed_{department.name}__{feed.name}"
            _model(folder, name, about, feed.sql(department.name))
    return tuple(sorted(written)), lacking


def _model(folder: Path, name: str, description: str, sql: str) -> None:
    (folder / f"{name}.sql").write_text(sql, encoding="utf-8")
    said = f'version: 2\n\nmodels:\n  - name: {name}\n    description: "{description}"\n'
    (folder / f"{name}.yml").write_text(said, encoding="utf-8")


def _with_words(found: Look, proposal: Proposal) -> Proposal:
    """A state's column with what its words mean, where that is known; others keep theirs."""
    if not recognising.is_status(proposal):
        return proposal
    values = sorted({record.get(proposal.field, "").strip() for record in found.records} - {""})
    meanings = recognising.words(values)
    if not meanings:
        return proposal
    said = ", ".join(f"{json.dumps(word)}: {meaning}" for word, meaning in meanings.items())
    reason = f"{proposal.reason}; what they mean is a guess by their names"
    return replace(proposal, meta=proposal.meta | {"words": f"{{{said}}}"}, reason=reason)


def _table(pattern: str, files: list[Path], found: Look) -> Table:
    proposals = [_with_words(found, one) for one in proposing.columns(found)]
    keys, why, record = proposing.key(found, proposals)
    stem = pattern.split(".")[0].replace("*", "")
    name = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_") or "records"
    name = f"table_{name}" if name[0].isdigit() else name
    load = ("append", "several files, each with records of its own?") if len(files) > 1 else (
        "snapshot", "one file; append, if later files add to it"
    )  # fmt: skip
    lines = [
        f"      - name: {name}",
        f'        description: "One row per record of {pattern}."',
        "        config:",
        "          meta:",
        f"            extract: {json.dumps(pattern)}  # {len(files)} such files",
        *(f"            {word}: {json.dumps(value)}  # {reason}"
          for word, (value, reason) in found.words.items()),
        f"            key: [{', '.join(keys)}]  # {why}",
        f"            load: {load[0]}  # {load[1]}",
        "            extra_columns: keep  # fields that appear later are kept in _extra",
    ]  # fmt: skip
    if record:
        lines.append(f"            first_row_of: {record}  # {why}")
    if found.pairs:
        listed = ", ".join(f"{json.dumps(p)}: {{key: {k}}}" for p, k in found.pairs.items())
        lines.append(f"            pairs: {{{listed}}}  # lists of a key and its value")
    lines.append("        columns:")
    text = "\n".join([*lines, *(_column(p, p.name in keys) for p in proposals)]) + "\n"
    return Table(name, text, proposals, keys)


def _column(proposal: Proposal, is_key: bool) -> str:
    meta = proposal.meta | {"extract_name": json.dumps(proposal.field, ensure_ascii=False)}
    said = ", ".join(f"{word}: {value}" for word, value in meta.items())
    required = ", required: true" if is_key else ""
    reason = " ".join(proposal.reason.split())
    return (
        f'          - {{name: {json.dumps(proposal.name)}, data_type: "{proposal.data_type}", '
        f"config: {{meta: {{{said}{required}}}}}}}  # {reason}"
    )


def rehearsed(
    department: Department, folder: Path, settings: Settings
) -> list[tuple[str, rehearsal.Finding]]:
    """What would become of the newest file of each table, read in memory."""
    if department.mistakes:
        return []
    with tempfile.TemporaryDirectory(prefix="customer360-") as scratch:
        (Path(scratch) / department.name).symlink_to(folder.resolve())
        here = replace(settings, extracts=Path(scratch))
        return [
            (extract.table, finding)
            for extract in department.extracts
            for finding in rehearsal.rehearse(extract, here)
        ]
