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

from orchestration.company import countries, profile, reading
from orchestration.company.contract import Department
from orchestration.landing import rehearsal
from orchestration.onboarding import lexicon, looking, proposing, recognising
from orchestration.onboarding.looking import Look, UnknownFileError
from orchestration.onboarding.proposing import Proposal
from orchestration.onboarding.tables import Made, Table
from orchestration.settings import COMPANY_FILE, Settings

DATED = re.compile(r"[0-9]+(?:[-_.][0-9]+)*")


class OnboardingError(ValueError):
    """No contract can be proposed; the message says why."""


@dataclass(frozen=True)
class Looked:
    """The files of one pattern, what they are, and why their key is one."""

    pattern: str
    files: int
    look: Look
    table: Table
    key_reason: str
    record: str | None


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
    company = profile.read(settings.company) if _has_profile(settings) else None
    is_month_first = company is not None and countries.of(company.country).month_first
    language = company.language if company else None
    looked, unknown = [], []
    for pattern, files in sorted(groups(folder).items()):
        try:
            looked.append(_look(pattern, files, language, is_month_first=is_month_first))
        except UnknownFileError as error:
            unknown.append(str(error))
    if not looked:
        raise OnboardingError(f"{folder} holds no file that reads as a table. {' '.join(unknown)}")
    looked = _keyed_as_referred(looked)
    tables = [one.table for one in looked]
    lacking = recognising.recognise(tables, language, company.lines_of_business if company else ())
    text = _head(department, tables) + "".join(_text(one) for one in looked)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = reading.read_as_far_as_possible(path)
    findings = rehearsed(found, folder, settings)
    feeds = tuple(sorted({feed for table in tables for feed in table.feeds}))
    return Onboarded(path, found, findings, unknown + lacking, feeds)


def _has_profile(settings: Settings) -> bool:
    return (settings.company / COMPANY_FILE).is_file()


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


def _head(department: str, tables: list[Table]) -> str:
    named = (said["record_id"][0] for t in tables for _, said in t.said() if "record_id" in said)
    ids = dict.fromkeys(name for name in named if "." not in name)  # looked up: another table's
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


def _look(pattern: str, files: list[Path], language: str | None, *, is_month_first: bool) -> Looked:
    found = looking.look(files[-1], language)
    proposals = proposing.columns(found, language, is_month_first=is_month_first)
    keys, why, record = proposing.key(found, proposals)
    spoken = pattern.split(".")[0].replace("*", " ")
    name = lexicon.name(spoken) or "records"
    name = f"table_{name}" if name[0].isdigit() else name
    values = {
        field: [row.get(field, "").strip() for row in found.records] for field in found.fields
    }
    table = Table(name, proposals, keys, not why.startswith("GUESS"), values, called_in_file=spoken)
    return Looked(pattern, len(files), found, table, why, record)


def _keyed_as_referred(looked: list[Looked]) -> list[Looked]:
    """The same, each table numbered by the column that other tables name its records by.

    Where several columns differ in every record, such as a patient's file and their tax number, the
    files beside it say which of them is the number.
    """
    return [_keyed(one, [other.table for other in looked if other is not one]) for one in looked]


def _keyed(one: Looked, others: list[Table]) -> Looked:
    table = one.table
    if one.record or len(table.key) != 1 or not table.is_key_sure:
        return one
    unique = {
        column.name: set(values)
        for column in table.columns
        for values in [table.values[column.field]]
        if all(values) and len(set(values)) == len(values)
    }
    referred = {
        name: [other.name for other in others if _names(other, name, values)]
        for name, values in unique.items()
    }
    # Of two that are named as often the key stays what it was.
    best = max(referred, key=lambda name: (len(referred[name]), [name] == table.key))
    if not referred[best] or [best] == table.key:
        return one
    reason = f"different in all records, and what {', '.join(referred[best])} name them by"
    return replace(one, table=replace(table, key=[best]), key_reason=reason)


def _names(other: Table, column: str, values: set[str]) -> bool:
    """Whether a table has a column of that name, no key of its own, with hardly another value."""
    field = next((one.field for one in other.columns if one.name == column), None)
    if field is None or other.key == [column]:
        return False
    said = [value for value in other.values[field] if value]
    return bool(said) and sum(value in values for value in said) * 10 >= len(said) * 9


def _text(looked: Looked) -> str:
    """The table's part of the contract, each word with its reason behind it."""
    table = looked.table
    load = ("append", "several files, each with records of its own?") if looked.files > 1 else (
        "snapshot", "one file; append, if later files add to it"
    )  # fmt: skip
    pattern = json.dumps(looked.pattern, ensure_ascii=False)
    lines = [
        f"      - name: {table.name}",
        f'        description: "One row per record of {looked.pattern}."',
        "        config:",
        "          meta:",
        f"            extract: {pattern}  # {looked.files} such files",
        *(f"            {word}: {json.dumps(value, ensure_ascii=False)}  # {reason}"
          for word, (value, reason) in looked.look.words.items()),
        f"            key: [{', '.join(table.key)}]  # {looked.key_reason}",
        f"            load: {load[0]}  # {load[1]}",
        "            extra_columns: keep  # fields that appear later are kept in _extra",
    ]  # fmt: skip
    if looked.record:
        lines.append(f"            first_row_of: {looked.record}  # {looked.key_reason}")
    if looked.look.pairs:
        listed = ", ".join(f"{json.dumps(p)}: {{key: {k}}}" for p, k in looked.look.pairs.items())
        lines.append(f"            pairs: {{{listed}}}  # lists of a key and its value")
    happened = recognising.event_time(table)
    if happened:
        lines.append(f"            event_time: {happened[0]}  # {happened[1]}")
    lines += _feeds(table)
    lines.append("        columns:")
    lines += [_column(_with_words(table, one), one.name in table.key) for one in table.columns]
    lines += [_made(name, made) for name, made in table.made.items()]
    return "\n".join(lines) + "\n"


def _feeds(table: Table) -> list[str]:
    if not table.feeds:
        return []
    lines = ["            feeds:"]
    for feed, rows in table.feeds.items():
        lines.append(f"              {feed}:")
        for said in rows:
            listed = [
                f"{column}: {value}  # {' '.join(reason.split())}"
                for column, (value, reason) in said.items()
            ]
            first, further = ("- ", "  ") if len(rows) > 1 else ("", "")
            lines += [f"                {first}{listed[0]}"]
            lines += [f"                {further}{line}" for line in listed[1:]]
    return lines


def _with_words(table: Table, proposal: Proposal) -> Proposal:
    """A column of states with what its words mean to the feed; others as they are."""
    feed = next(
        (f for f, said in table.said() for column in ("status", "answer")
         if said.get(column, ("",))[0] == proposal.name),
        None,
    )  # fmt: skip
    if feed is None or proposal.data_type != "varchar":
        return proposal
    meanings = recognising.words(feed, sorted(set(table.values[proposal.field]) - {""}))
    if not meanings:
        return proposal
    said = ", ".join(
        f"{json.dumps(word, ensure_ascii=False)}: {json.dumps(meaning)}"
        for word, meaning in meanings.items()
    )
    reason = f"{proposal.reason}; what they mean is a guess by their names"
    return replace(proposal, meta=proposal.meta | {"words": f"{{{said}}}"}, reason=reason)


def _column(proposal: Proposal, is_key: bool) -> str:
    meta = proposal.meta | {"extract_name": json.dumps(proposal.field, ensure_ascii=False)}
    said = ", ".join(f"{word}: {value}" for word, value in meta.items())
    required = ", required: true" if is_key else ""
    reason = " ".join(proposal.reason.split())
    return (
        f'          - {{name: {json.dumps(proposal.name)}, data_type: "{proposal.data_type}", '
        f"config: {{meta: {{{said}{required}}}}}}}  # {reason}"
    )


def _made(name: str, made: Made) -> str:
    said = f"expression: {json.dumps(made.expression, ensure_ascii=False)}"
    said += f", pii: {made.pii}" if made.pii else ""
    return (
        f'          - {{name: {name}, data_type: "{made.data_type}", config: {{meta: {{{said}}}}}}}'
        f"  # {made.reason}"
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
