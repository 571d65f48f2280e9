"""The folder of a company that has no department yet, to write templates into."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.settings import from_environment

# Tools whose exports each have a template of their own.
SIX = ("shopify", "hubspot", "zendesk", "klaviyo", "ga4", "stripe")
PROFILE = """\
name: Leaf
currency: EUR
country: FR
language: fr
time_zone: Europe/Paris
lines_of_business: [shop]
"""
RULES = {
    "lifecycle_windows": (
        "line_of_business,active_days,lost_days,grace_days,notice_days,new_days,at_risk_share,"
        "at_risk_purchases",
        "shop,180,365,30,30,90,0.8,4",
    ),
    "qualifying_purchases": (
        "line_of_business,more_than_amount,least_days_covered",
        "shop,0,1",
    ),
}


def company_in(folder: Path) -> Path:
    """A company's folder without a department."""
    company = folder / "company"
    (company / "departments").mkdir(parents=True)
    (company / "rules").mkdir()
    (company / "company.yml").write_text(PROFILE, encoding="utf-8")
    source = from_environment().company
    shutil.copy(source / "packages.yml", company)
    project = (source / "dbt_project.yml").read_text("utf-8").replace("harbour_and_home", "leaf")
    (company / "dbt_project.yml").write_text(project, encoding="utf-8")
    for rule, (columns, row) in RULES.items():
        (company / f"rules/{rule}.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    return company
