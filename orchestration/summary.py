"""What a person reads after a run, all of it from the published marts.

Counts only: no name, address or other personal value is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from orchestration import at_rest, publishing
from orchestration.company import lexicons
from orchestration.landing import arriving
from orchestration.privacy import retaining
from orchestration.runner import LOG, RunOutcome
from orchestration.settings import Settings
from orchestration.terminal import styled

_QUERIES = {
    "files": """
        select count(*) as files, sum(loaded) as loaded, sum(rejected) as rejected,
            count(*) filter (where status = 'quarantined') as quarantined,
            count(*) filter (where status = 'partly_loaded') as partly
        from marts.extract_receipts where status <> 'duplicate'
    """,
    "identity": """
        select (select count(*) from marts.customer_crosswalk where valid_to is null) as records,
            (select count(*) from marts.customer_360) as customers,
            (select count(*) from marts.household_360) as households
    """,
    "states": """
        select count(*) filter (where is_new) as new,
            count(*) filter (where lifecycle_state = 'active') as active,
            count(*) filter (where lifecycle_state = 'lapsed') as lapsed,
            count(*) filter (where is_lost) as lost,
            count(*) filter (where lifecycle_state = 'prospect') as prospects
        from marts.customer_360
    """,
    "bridge": """
        select line_of_business, month, opening, new, reactivated, lost, identity_adjustment,
            closing
        from marts.customer_asset_bridge
        where segment = 'all'
        qualify month = max(month) over ()
        order by line_of_business
    """,
    "conflicts": """
        select count(*) as conflicts, count(*) filter (where severity = 'high') as high
        from marts.communication_conflicts
    """,
    "gates": """
        select count(*) filter (where passed) as passed,
            count(*) filter (where not passed and severity = 'critical') as critical,
            count(*) filter (where not passed and severity = 'warning') as warnings,
            count(distinct suite) as suites
        from marts.gate_results where build_id = ?
    """,
    "day": """
        select max(measured_on) as measured_on from marts.customer_360
    """,
    "attention": """
        select count(*) from marts.quality_issues where status = 'open'
    """,
}


@dataclass(frozen=True)
class Figures:
    """One row per query, by column name; `bridge` has a row per line of business."""

    build: publishing.Published
    rows: dict[str, list[dict[str, Any]]]

    def one(self, name: str) -> dict[str, Any]:
        return self.rows[name][0]


def figures(settings: Settings) -> Figures:
    """Read the summary from the published snapshot.

    Raises publishing.PublishError when nothing is published, or not what the manifest says.
    """
    build = publishing.readable(settings)
    if build is None:
        raise publishing.PublishError("Nothing has been published yet. Start with: customer360 run")
    with at_rest.connect(build.database, read_only=True) as connection:
        rows = {}
        for name, query in _QUERIES.items():
            cursor = connection.execute(query, [build.build_id] if "?" in query else [])
            columns = [column[0] for column in cursor.description or ()]
            rows[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return Figures(build, rows)


def show(console: Console, settings: Settings) -> None:
    """Print the summary of the current build."""
    found = figures(settings)
    files, states, gates = found.one("files"), found.one("states"), found.one("gates")
    identity, conflicts = found.one("identity"), found.one("conflicts")
    lines = Table.grid(padding=(0, 2))
    lines.add_row(
        "Files",
        f"{files['files']} landed, {files['loaded']:,} records; {files['rejected']:,} rejected, "
        f"{files['quarantined']} files quarantined",
    )
    for said in arriving.left(settings):
        lines.add_row("Left", styled("{said}", said=said))
    lines.add_row("Measured", f"as of {found.one('day')['measured_on']}")
    lines.add_row(
        "Identity",
        f"{identity['records']:,} records → {identity['customers']:,} customers → "
        f"{identity['households']:,} households",
    )
    lines.add_row(
        "Customers",
        f"{states['active']:,} active, {states['new']:,} new, "
        f"{states['lapsed']:,} lapsed, {states['lost']:,} lost, {states['prospects']:,} prospects",
    )
    lines.add_row(
        "Conflicts",
        f"{conflicts['conflicts']:,} conflicting messages, {conflicts['high']:,} of high severity",
    )
    lines.add_row(
        "Gates",
        f"{gates['passed']:,} expectations passed in {gates['suites']} suites, "
        f"{gates['critical']} failed, {gates['warnings']} warnings",
    )
    if note := lexicons.of_company(settings.company).note:
        lines.add_row("Free texts", f"not read in full: {note}")
    if gone := retaining.told(settings, found.one("day")["measured_on"]):
        lines.add_row("Retention", gone)
    lines.add_row("For a human", _attention(found))
    lines.add_row("Marts", f"{found.build.database}, amounts in {found.build.currency}")
    console.print()
    console.print(lines)
    console.print(_bridge(found.rows["bridge"]))


def _attention(found: Figures) -> str:
    files, gates = found.one("files"), found.one("gates")
    parts = [
        (files["quarantined"], "quarantined files"),
        (files["partly"], "partly loaded files"),
        (gates["warnings"], "gate warnings"),
        (next(iter(found.one("attention").values())), "open quality issues"),
    ]
    return ", ".join(f"{count:,} {words}" for count, words in parts if count) or "nothing"


def _bridge(rows: list[dict[str, Any]]) -> Table:
    month = f"{rows[0]['month']:%B %Y}" if rows else ""
    table = Table(title=f"Customer asset bridge, {month}", title_justify="left")
    columns = ["opening", "new", "reactivated", "lost", "identity_adjustment", "closing"]
    table.add_column("line of business")
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right")
    for row in rows:
        table.add_row(row["line_of_business"], *(f"{row[column]:,}" for column in columns))
    return table


def show_failure(console: Console, settings: Settings, outcome: RunOutcome) -> None:
    """Say what stopped the run and what readers still see."""
    console.print(styled("\n[red]The run stopped; nothing was published.[/red]"))
    for failure in outcome.failures:
        console.print(f"  {failure}")
    if any("identity/drift" in failure for failure in outcome.failures):
        console.print("Customers drifted from the published ones: customer360 identity review")
    build = publishing.current(settings)
    console.print(
        "Nothing has been published yet."
        if build is None
        else f"Readers still see build {build.build_id}."
    )
    console.print(f"dbt's log is {settings.build / LOG}; every step is in: customer360 dev")
