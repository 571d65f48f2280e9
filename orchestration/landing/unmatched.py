"""Patterns that no file matches: a contract that waits for a name nobody will ever send."""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase

from orchestration.company.departments import Extract, departments
from orchestration.settings import Settings

MOST = 5


def reason(extract: Extract, settings: Settings) -> str | None:
    """Why nothing lands, where the department's folder holds only files of other names.

    Names the files that no table of the department takes, the likeliest first; None where there
    are none, because then nothing has been delivered yet.
    """
    if extract.origin.source != "folder":
        return None
    folder = settings.extracts / extract.department
    names = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
    patterns = {
        one.pattern for d in departments() if d.name == extract.department for one in d.extracts
    } | {extract.pattern}
    strays = sorted(
        name
        for name in names
        if not name.startswith(".") and not any(fnmatchcase(name, one) for one in patterns)
    )
    if not strays:
        return None
    plain = extract.pattern.replace("*", "")
    likeness = difflib.SequenceMatcher(None, "", plain)

    def unlike(name: str) -> float:
        likeness.set_seq1(name)
        return -likeness.ratio()

    nearest = sorted(strays, key=unlike)[:MOST]
    more = f" and {len(strays) - MOST} more" if len(strays) > MOST else ""
    return (
        f"No file matches {extract.pattern}{extract.says('extract')}; "
        f"the folder holds {', '.join(nearest)}{more}."
    )
