"""Patterns that no file matches: a contract that waits for a name nobody will ever send."""

from __future__ import annotations

import difflib
import re
from fnmatch import fnmatchcase

from orchestration.company.departments import Extract, departments
from orchestration.landing.delivery import is_control
from orchestration.settings import Settings

MOST = 5
# From here on two names are one with a slip in it, by difflib's own measure.
ALIKE = 0.6
SHORTEST_WORD = 3
# Endings of tables and what reads them; a file with another one may still be on its way.
ENDINGS = {
    "csv": "csv", "txt": "csv", "tsv": "csv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl",
    "parquet": "parquet", "xlsx": "xlsx",
}  # fmt: skip
_DATED = re.compile(r"[0-9]+(?:[-_.][0-9]+)*")


def reason(extract: Extract, settings: Settings) -> str | None:
    """Why nothing lands, where the department's folder holds only files of other names.

    Names the files that no table of the department takes, the likeliest first, and the pattern
    that would take one of nearly this name; None where there are none, because then nothing has
    been delivered yet.
    """
    strays = _strays(extract, settings)
    if not strays:
        return None
    more = f" and {len(strays) - MOST} more" if len(strays) > MOST else ""
    near = nearest(extract, settings)
    return (
        f"No file matches {extract.pattern}{extract.says('extract')}; the folder holds "
        f"{', '.join(strays[:MOST])}{more}{_remedy(extract, near) if near else ''}."
    )


def nearest(extract: Extract, settings: Settings) -> str | None:
    """The file that is called nearly as the pattern says, and that no table of its folder takes.

    Nearly: but for days, numbers and capitals the names are alike, or have a word in common.
    """
    wanted = _stem(extract.pattern)
    return next(
        (
            name
            for name in _strays(extract, settings)
            if _ending(name) in ENDINGS and _is_near(wanted, _stem(name))
        ),
        None,
    )


def _remedy(extract: Extract, near: str) -> str:
    """The words of the contract that would read the file, for the end of a sentence."""
    form = ENDINGS[_ending(near)]
    other = f" with format: {form}" if form != extract.format else ""
    packed = "gzip" if near.lower().endswith(".gz") else None
    if packed != extract.compression:
        other += f" and compression: {packed}" if packed else " without compression"
    return f'; extract: "{_DATED.sub("*", near)}"{other} would take {near}'


def _strays(extract: Extract, settings: Settings) -> list[str]:
    """Files of the folder that no table of the department takes, the likeliest first."""
    if extract.origin.source != "folder":
        return []
    folder = settings.extracts / extract.department
    names = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
    known = [
        extract,
        *(one for d in departments() if d.name == extract.department for one in d.extracts),
    ]
    wanted = _stem(extract.pattern)
    return sorted(
        (
            name
            for name in names
            if not name.startswith(".")
            and not any(fnmatchcase(name, one.pattern) or is_control(name, one) for one in known)
        ),
        key=lambda name: (-_likeness(wanted, _stem(name)), name),
    )


def _stem(name: str) -> str:
    """What a name or pattern says but for its ending, days, numbers and capitals."""
    return " ".join(re.findall(r"[^\W\d_]+", name.partition(".")[0].lower()))


def _ending(name: str) -> str:
    return name.lower().removesuffix(".gz").rpartition(".")[2]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _is_near(wanted: str, name: str) -> bool:
    if not wanted or not name:
        return False
    has_a_word = any(
        said.startswith(word) or word.startswith(said)
        for word in wanted.split()
        for said in name.split()
        if min(len(said), len(word)) >= SHORTEST_WORD
    )
    return has_a_word or _likeness(wanted, name) >= ALIKE
