"""What a steward does: say who is one customer and who is not, take it back, see what is open."""

from __future__ import annotations

import getpass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import duckdb
import typer

from orchestration import at_rest
from orchestration.commands.shared import (
    UsageError,
    built_settings,
    companys_day,
    console,
    given_day,
    given_settings,
    published_build,
)
from orchestration.terminal import styled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from orchestration.identity import Listed
    from orchestration.identity.stewardship import deciding
    from orchestration.identity.stewardship.decision_file import Decision
    from orchestration.settings import Settings

_Record = Annotated[str, typer.Argument(help="department:id, such as store:A-1001.")]
_Reason = Annotated[str, typer.Option(help="Why; the next steward will read it.")]
_Author = Annotated[str | None, typer.Option(help="Who decides; by default whoever is logged in.")]
_Expires = Annotated[
    str | None, typer.Option(help="YYYY-MM-DD, from when on it no longer holds, as measured.")
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say which records would move; write nothing.")
]


def link(
    record_a: _Record,
    record_b: _Record,
    reason: _Reason,
    author: _Author = None,
    expires: _Expires = None,
    dry_run: _DryRun = False,
) -> None:
    """Join the customers of two records, with all their records."""
    _decide("link", record_a, record_b, reason, author, given_day(expires), dry_run=dry_run)


def unlink(
    record_a: _Record,
    record_b: _Record,
    reason: _Reason,
    author: _Author = None,
    expires: _Expires = None,
    dry_run: _DryRun = False,
) -> None:
    """Part the customer of two records in two, whatever the score says."""
    _decide("unlink", record_a, record_b, reason, author, given_day(expires), dry_run=dry_run)


def undo(
    decision_id: Annotated[str, typer.Argument(help="D-…, as `identity decisions` shows it.")],
    reason: _Reason = "undone",
    author: _Author = None,
    dry_run: _DryRun = False,
) -> None:
    """Take a decision back; the file keeps both lines."""
    from orchestration.identity.stewardship import deciding

    path = given_settings().decisions
    try:
        if dry_run:
            _foretell(deciding.proposed_undo(path, decision_id, _author(reason, author)))
            return
        done = deciding.undo(path, decision_id, _author(reason, author))
    except deciding.DecisionsError as error:
        raise UsageError(str(error)) from error
    _tell(path, done.decision_id, "To take that back: customer360 identity link or unlink, anew")


def decisions(
    every: Annotated[bool, typer.Option("--all", help="Also undone and expired ones.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; by default the day of the last run.")
    ] = None,
) -> None:
    """List the decisions, what became of each, and those that contradict one another."""
    from orchestration import identity

    settings = given_settings()
    try:
        found = identity.listed(settings.decisions, given_day(as_of) or _measured_day(settings))
    except identity.DecisionsError as error:
        raise UsageError(str(error)) from error
    shown = [d for d in found if every or d.status not in ("undone", "expired")]
    if not shown:
        console.print(f"No decision holds. They are kept in {settings.decisions}.", soft_wrap=True)
        return
    for d in shown:
        until = f", until {d.expires_on}" if d.expires_on else ""
        console.print(
            styled(
                "[bold]{number}[/bold]  {said}: [bold]{status}[/bold]",
                number=d.decision_id,
                said=f"{d.decision} {d.record_a} {d.record_b}",
                status=d.status.replace("_", " "),
            ),
            soft_wrap=True,
        )
        console.print(
            f"            {d.author}, {d.decided_on}{until}: {d.reason}",
            markup=False,
            soft_wrap=True,
        )
    _contradicted(shown)


def _contradicted(found: Iterable[Listed]) -> None:
    """Say which decisions a newer one contradicts."""
    for d in found:
        if d.overruled_by and d.status != "undone":
            console.print(
                styled(
                    "[yellow]![/yellow] {old} is contradicted by {new}, which is newer and holds. "
                    "To keep the older: customer360 identity undo {new}",
                    old=d.decision_id,
                    new=d.overruled_by,
                ),
                soft_wrap=True,
            )


def _decide(
    decision: str, a: str, b: str, reason: str, author: str | None, expires_on: date | None, *,
    dry_run: bool,
) -> None:  # fmt: skip
    from orchestration.identity.stewardship import deciding

    settings = given_settings()
    try:
        known = _customers(settings, a, b) if a != b else {}
        if dry_run:
            line = deciding.proposed(known, decision, a, b, _author(reason, author), expires_on)
            _foretell(line)
            return
        done = deciding.decide(
            settings.decisions, known, decision, a, b, _author(reason, author), expires_on
        )
    except deciding.DecisionsError as error:
        raise UsageError(str(error)) from error
    if done.already:
        already = "one customer" if decision == deciding.LINK else "two customers"
        console.print(f"They are {already} already; the decision keeps it so.")
    undo = f"customer360 identity undo {done.decision_id}"
    _tell(settings.decisions, done.decision_id, f"To take it back: {undo}")


def _foretell(decision: Decision) -> None:
    """Print what a decision would do to the customers of the last run."""
    settings = built_settings()
    from orchestration import identity, landing, warehouse

    try:
        with warehouse.hold(settings), warehouse.connect(settings) as connection:
            day = landing.as_of(connection)
            found = identity.preview(
                connection, identity.Decisions(settings.decisions), decision, day
            )
    except (identity.DecisionsError, warehouse.WarehouseBusyError) as error:
        raise UsageError(str(error)) from error
    for move in found.moves:
        console.print(
            f"{move.record_id}  {move.before} → {move.after or 'a new number'}",
            markup=False,
            soft_wrap=True,
        )
    for old in found.set_aside:
        console.print(f"{old} would hold no longer: this contradicts it.", soft_wrap=True)
    console.print(
        f"{len(found.moves)} records would move, {found.stay} of the same customers would stay. "
        "Nothing is written.",
        soft_wrap=True,
    )


def _author(reason: str, author: str | None) -> deciding.Author:
    from orchestration.identity.stewardship import deciding

    return deciding.Author(author or getpass.getuser(), reason, companys_day())


def _tell(path: Path, decision_id: str, back: str) -> None:
    from orchestration.identity import listed

    console.print(
        f"{decision_id} is written to {path}; it takes effect with the next: customer360 run\n"
        f"{back}",
        soft_wrap=True,
    )
    _contradicted(d for d in listed(path, companys_day()) if d.overruled_by == decision_id)


def _customers(settings: Settings, a: str, b: str) -> dict[str, str]:
    """The published customer of each of two records that is known."""
    build = published_build(settings)
    with at_rest.connect(build.database, read_only=True) as connection:
        rows = connection.execute(
            "select record_id, customer_id from marts.customer_crosswalk "
            "where record_id in (?, ?) and valid_to is null",
            [a, b],
        ).fetchall()
    return dict(rows)


def _measured_day(settings: Settings) -> date:
    """The day the last run measured everything at; today before the first run."""
    from orchestration import landing, warehouse

    if not settings.warehouse.exists():
        return companys_day()
    try:
        with warehouse.connect(settings, read_only=True) as connection:
            return landing.as_of(connection)
    except duckdb.IOException as error:
        raise UsageError(
            "A run is going on; ask again when it is done, or pass --as-of."
        ) from error
