"""Making a company's folder: empty, and ready for its first department.

What stands in a new folder is under `template/`: the texts with `$` where a company fills them in.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from pathlib import Path
from string import Template

from orchestration.company import rules
from orchestration.company.profile import Profile
from orchestration.settings import COMPANY_FILE, DBT_PACKAGE

TEMPLATE = Path(__file__).with_name("template")
FOLDERS = ("departments", rules.FOLDER, "expectations", "extracts")
# What dbt has already as a project of its own, and words that YAML takes for no text.
_PROJECTS = ("customer360", "dbt", "dbt_duckdb")
_NO_TEXT = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")
# Per rule the cells of each line of business; what a company changes first.
_USUAL = {
    "lifecycle_windows": {
        "active_days": "180",
        "lost_days": "365",
        "grace_days": "30",
        "notice_days": "30",
        "new_days": "90",
        "at_risk_share": "0.8",
        "at_risk_purchases": "4",
    },
    "qualifying_purchases": {"more_than_amount": "0", "least_days_covered": "1"},
}


class FoundingError(ValueError):
    """A company's folder cannot be made there; the message says why."""


def check(folder: Path) -> None:
    """Whether a company's folder can be made there. Raises FoundingError where it cannot.

    A folder that only version control knows, `.git`, is empty.
    """
    if folder.exists() and not folder.is_dir():
        raise FoundingError(f"{folder} is a file. Name a new folder.")
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise FoundingError(f"{folder} is not empty. Name a new folder.")


def make(folder: Path, profile: Profile) -> None:
    """Write the folder of a company that has no department yet.

    The profile is written last, so that a folder half made is no company. Raises FoundingError when
    the folder is not empty or cannot be written.
    """
    check(folder)
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for rule, cells in _USUAL.items():
            _write_rule(folder / rules.FOLDER / f"{rule}.csv", rule, profile, cells)
        for name, text in texts(profile).items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise FoundingError(f"{folder} cannot be written ({error.strerror}).") from error


def texts(profile: Profile) -> dict[str, str]:
    """The files of a new folder but for its rules, by name; the profile is the last."""
    words = {
        "name": _scalar(profile.name),
        "title": " ".join(profile.name.split()),
        "project": project_name(profile.name),
        "currency": _scalar(profile.currency),
        "country": _scalar(profile.country),
        "language": _scalar(profile.language),
        "time_zone": _scalar(profile.time_zone),
        "fiscal_year_starts": str(profile.fiscal_year_starts),
        "lines_of_business": f"[{', '.join(map(_scalar, profile.lines_of_business))}]",
        "role_snapshots": f"[{', '.join(map(_scalar, profile.role_snapshots))}]",
    }
    files = {"gitignore": ".gitignore"}
    names = sorted((path.name for path in TEMPLATE.iterdir()), key=COMPANY_FILE.__eq__)
    return {
        files.get(name, name): Template((TEMPLATE / name).read_text("utf-8")).substitute(words)
        for name in names
    }


def project_name(company: str) -> str:
    """The name of a company's dbt project: `Bell & Sons` is `bell_and_sons`."""
    text = unicodedata.normalize("NFKD", company.replace("&", " and ").replace("ß", "ss"))
    plain = text.encode("ascii", "ignore").decode().replace("'", "").lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not name or not name[0].isalpha():
        name = f"company_{name}".strip("_")
    return f"{name}_company" if name in _PROJECTS + _NO_TEXT else name


def _scalar(text: str) -> str:
    """A text as YAML: plain where nothing but a text can be meant, else in quotes."""
    if not text:
        return ""
    is_plain = re.fullmatch(r"[A-Za-z][\w/.+-]*( &? ?[\w/.+-]+)*", text)
    return (
        text if is_plain and text.lower() not in _NO_TEXT else json.dumps(text, ensure_ascii=False)
    )


def _write_rule(path: Path, rule: str, profile: Profile, cells: dict[str, str]) -> None:
    with (DBT_PACKAGE / "seeds" / rules.FOLDER / f"{rule}.csv").open(encoding="utf-8") as file:
        columns = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for line in profile.lines_of_business:
            said = {"policy_version": "v1", "line_of_business": line, "valid_from": "1900-01-01"}
            writer.writerow(said | cells)
