"""A field more in `customer_360`, from a department's file to the mart, as the docs say: six files.

In a copy of the product and an invented company whose department writes its models by hand, which
is the longest way; a feed that a contract declares needs two files fewer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT
from tests.adopt import companies
from tests.adopt.companies import days_before, deliver, member
from tests.adopt.test_department import HERE

pytestmark = pytest.mark.slow

MOST = 6
TITLES = ("Nr", "Vorname", "Nachname", "E-Mail", "Eintritt", "Beruf")
JOBS = ("Pilotin", "Koch", "")


def after(path: Path, mark: str, added: str) -> None:
    """Add lines behind the one line of a file that holds `mark`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    [at] = [number for number, line in enumerate(lines) if mark in line]
    path.write_text("\n".join([*lines[: at + 1], added, *lines[at + 1 :]]) + "\n", "utf-8")


def add_job_title(product: Path, department: Path) -> None:
    """What the docs tell to do, and no more."""
    after(
        department / "_studio.yml",
        "extract_name: Eintritt",
        "          - {name: job_title, data_type: varchar, config: {meta: {extract_name: Beruf}}}",
    )
    after(
        department / "stg_studio__members.sql",
        "clean('email')",
        "    {{ customer360.clean('job_title') }},",
    )
    after(
        department / "feed_studio__people.sql",
        "'email': 'email'",
        "        'job_title': 'job_title',",
    )
    package = product / "dbt_project"
    after(
        package / "models/feeds/feed_people.yml",
        'description: "Family name."',
        "        config: {meta: {pii: name}}\n      - name: job_title\n        data_type: string\n"
        '        description: "What they do for a living."',
    )
    after(
        package / "macros/golden_attributes.sql",
        "{'attribute': 'phone'",
        "        {'attribute': 'job_title', 'fields': ['job_title']},",
    )
    after(
        package / "models/marts/customer/customer_360.yml",
        "{name: phone,",
        "      - {name: job_title, data_type: string, description: What they do for a living.}",
    )


def files(*roots: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(product: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of the copied product."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=product,
        env=os.environ | HERE | {"PYTHONPATH": str(product)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_field_of_a_file_is_a_column_of_the_mart_with_six_files(tmp_path: Path) -> None:
    product, company = tmp_path / "product", tmp_path / "company"
    for name in ("orchestration", "dbt_project", "expectations"):
        left_out = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(PROJECT / name, product / name, ignore=left_out)
    companies.studio(company)
    people = [(*member(n), JOBS[n % len(JOBS)]) for n in range(12)]
    # Who is listed again, with nothing said, keeps what was said before.
    people.append(("M900", *people[0][1:5], ""))
    extracts = company / "extracts/studio"
    deliver(extracts, "members_2026-06-30.csv", ",", [TITLES, *people])
    titles = ("Buchung", "Mitglied", "Zeit", "Status", "Betrag")
    bookings = [(f"B{n}", f"M{n:03}", days_before(n), "bezahlt", "20,00") for n in range(12)]
    deliver(extracts, "bookings_2026-06-30.csv", ";", [titles, *bookings])

    before = files(product, company)
    add_job_title(product, company / "departments/studio")
    now = files(product, company)
    changed = {path for path in now if now[path] != before.get(path)}
    assert 0 < len(changed) <= MOST and set(before) == set(now)

    done = run(product, "check", "--company", str(company))
    assert done.returncode == 0 and "0 mistakes, 0 warnings" in done.stdout, done.stdout
    done = run(product, "run", "--company", str(company))
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(company / "published/current/c360.duckdb"), read_only=True) as marts:
        found = marts.execute(
            "select coalesce(job_title, ''), count(*) from marts.customer_360 group by 1 order by 1"
        ).fetchall()
        said = marts.execute(
            "select data_type, comment from duckdb_columns() "
            "where table_name = 'customer_360' and column_name = 'job_title'"
        ).fetchall()
    assert found == [("", 4), ("Koch", 4), ("Pilotin", 4)]
    assert said == [("VARCHAR", "What they do for a living.")]
