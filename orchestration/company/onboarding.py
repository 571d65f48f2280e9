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

from orchestration.company import looking, proposing, reading
from orchestration.company.contract import Department
from orchestration.company.looking import Look, UnknownFileError
from orchestration.company.proposing import Proposal
from orchestration.landing import rehearsal
from orchestration.settings import Settings

DATED = re.compile(r"[0-9]+(?:[-_.][0-9]+)*")


class OnboardingError(ValueError):
    """No contract can be proposed; the message says why."""


@dataclass(frozen=True)
class Onboarded:
    """The contract that was written, its department, and what was said of each table's file."""

    path: Path
    department: Department
    findings: list[tuple[str, rehearsal.Finding]]
    unknown: list[str]


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
    text = _head(department) + "".join(tables)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = reading.read_as_far_as_possible(path)
    return Onboarded(path, found, rehearsed(found, folder, settings), unknown)


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


def _head(department: str) -> str:
    return f"""version: 2

# Proposed from the files: read every reason, mend what is wrong, then
# customer360 check {department}
sources:
  - name: raw_{department}
    description: "What the department does, in a sentence."
    # owner: the team that answers for these extracts. record_ids: columns that name a person here.
    config: {{meta: {{department: {department}, owner: {department}, record_ids: []}}}}
    tables:
"""


def _table(pattern: str, files: list[Path], found: Look) -> str:
    proposals = proposing.columns(found)
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
    return "\n".join([*lines, *(_column(p, p.name in keys) for p in proposals)]) + "\n"


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
