"""What people whose data this is may ask for: where they are held, what is held, erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration.commands.shared import UsageError, built_settings, companys_day, console
from orchestration.commands.shared import given_settings as any_settings
from orchestration.terminal import as_json, escaped

if TYPE_CHECKING:
    from orchestration.privacy.erasing import Erased, Preview
    from orchestration.settings import Settings

app = typer.Typer(
    help="Requests of the people whose data this is: find, export, erase, restrict, object.",
    no_args_is_help=True,
)
_Person = Annotated[
    str,
    typer.Argument(
        help="customer number, record (department:id), e-mail, phone, or 'name, postcode'."
    ),
]
_People = Annotated[
    list[str] | None,
    typer.Argument(
        help="customer number, record (department:id), e-mail, phone, or 'name, postcode'."
    ),
]
_Wait = Annotated[float, typer.Option(min=0, help="Seconds to wait for another run to finish.")]
# A request is not to be lost because a run is on: a night's run is over within the hour.
_LONG = 3600.0


@contextmanager
def _told() -> Iterator[None]:
    """Errors that the user can mend, as sentences."""
    from orchestration.journal import JournalError
    from orchestration.privacy import erasing, fates, finding, keys
    from orchestration.warehouse import WarehouseBusyError

    try:
        yield
    except (
        WarehouseBusyError,
        JournalError,
        keys.KeyMissingError,
        fates.FateError,
        finding.NobodyError,
        finding.SeveralError,
        erasing.ErasureError,
    ) as error:
        raise UsageError(str(error).strip("'\"")) from error


@contextmanager
def _alone(wait: float, *, is_built: bool = True) -> Iterator[Settings]:
    """The settings, the warehouse held: runs and requests queue, one behind the other.

    Whether there is a build is looked at once it is held, as an erasure that is on makes it anew.
    """
    from orchestration import warehouse

    settings = any_settings()
    if is_built and not settings.build.exists():
        built_settings()
    with _told():
        try:
            with warehouse.hold(settings, wait_seconds=wait, say=_say):
                if is_built:
                    _refuse_without_build(settings)
                yield settings
        except warehouse.WarehouseBusyError as error:
            raise UsageError(f"{error} Nothing was written down: ask again then.") from error


def _refuse_without_build(settings: Settings) -> None:
    from orchestration.privacy import erasing

    if not settings.warehouse.exists() and (stopped := erasing.pending(settings)):
        raise UsageError(
            f"The erasure {stopped[0]} stopped before the warehouse was built again. First: "
            "customer360 privacy resume"
        )
    built_settings()


def _customers(settings: Settings, people: list[str]) -> list[str]:
    from orchestration import warehouse
    from orchestration.privacy import finding

    with warehouse.hold(settings), warehouse.connect(settings) as connection:
        return [finding.one(connection, settings, said) for said in people]


@app.command()
def find(person: _Person, wait: _Wait = 0.0) -> None:
    """Say where a person is held: records by department, tables and files; no values."""
    from orchestration import warehouse
    from orchestration.privacy import finding, holding, log

    today = companys_day()
    with _alone(wait) as settings:
        with warehouse.connect(settings) as connection:
            candidates = finding.candidates(connection, settings, person)
            customer = finding.one(connection, settings, person)
            held = holding.of(connection, settings, customer)
        log.finish(settings, log.receive(settings, "find", [customer], today), today)
    console.print(f"{customer}, by {', '.join(sorted({one.how for one in candidates}))}")
    table = Table()
    for column in ("where", "what", "rows"):
        table.add_column(column)
    for one in held:
        table.add_row(one.where, escaped(one.what), f"{one.rows:,}")
    console.print(table)


@app.command()
def verify(
    values: Annotated[
        list[str] | None,
        typer.Argument(help="Values to look for; without them, whatever was erased, by hash."),
    ] = None,
) -> None:
    """Search every folder, decoded and unpacked, for erased people or for given values."""
    from orchestration.privacy import searching, verifying

    settings = any_settings()
    with _told(), console.status("Searching"):
        if values:
            found = searching.search(searching.folders(settings), searching.Needles(values))
        else:
            found = verifying.erased(settings)
    for one in found:
        console.print(f"! {escaped(one.path)}: {one.values} ({escaped(one.how)})", soft_wrap=True)
    if found:
        raise typer.Exit(1)
    console.print("Nothing was found.")


@app.command()
def retain() -> None:
    """Show how long the records of each table are kept, and what the next run will take."""
    from orchestration import landing, warehouse
    from orchestration.company.departments import sound_extracts
    from orchestration.privacy import retaining

    settings = built_settings()
    table = Table()
    for column in ("table", "days", "then", "over now", "why"):
        table.add_column(column)
    by_name = {extract.name: extract for extract in sound_extracts()}
    with _told(), warehouse.hold(settings), warehouse.connect(settings) as connection:
        day = landing.as_of(connection)
        for one in retaining.limits(settings, day):
            before = one.before(day)
            over = retaining.count(connection, by_name[one.table], before) if before else 0
            days = "" if one.keep_days is None else f"{one.keep_days:,}"
            then = one.then if before else ""
            table.add_row(one.table, days, then, f"{over:,}" if before else "", escaped(one.why))
    console.print(table)


@app.command()
def processing(
    in_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Write the record of processing (GDPR Art. 30): what, for what, how long, and who gets it."""
    from dataclasses import asdict

    from orchestration import lineage, warehouse
    from orchestration.privacy import processing as processed

    settings, day = built_settings(), companys_day()
    try:
        with (
            _told(),
            console.status("Reading the models"),
            warehouse.hold(settings),
            warehouse.connect(settings, read_only=True) as connection,
        ):
            found = processed.record(settings, lineage.of_build(settings, connection), day)
    except lineage.NothingBuiltError as error:
        raise UsageError(str(error)) from error
    if in_json:
        for one in found:
            typer.echo(as_json(asdict(one)))
        return
    for one in found:
        kept = "no limit is set" if one.keep_days is None else f"{one.keep_days:,} days"
        console.print(f"[bold]{escaped(one.table.removeprefix('raw_'))}[/bold]", soft_wrap=True)
        for name, said in (
            ("what", one.description),
            ("custodian", one.custodian),
            ("feeds", ", ".join(one.feeds)),
            ("personal data", ", ".join(one.personal) or "none"),
            ("for", " ".join(one.purposes)),
            ("lawful basis", "; ".join(one.lawful_bases)),
            ("kept", f"{kept} ({one.why_kept})"),
            ("on erasure", f"{one.on_erasure}: {one.why_erased}"),
            ("seen by", ", ".join(one.recipients) or "no role"),
        ):
            console.print(f"  {name:<14}{escaped(said)}", soft_wrap=True)


@app.command()
def erase(
    people: _People = None,
    list_file: Annotated[
        Path | None, typer.Option("--list", help="A file with one person a line.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go, and change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")] = False,
    wait: _Wait = _LONG,
) -> None:
    """Erase people from archive, build, published marts, journals and lists, and prove it."""
    from orchestration.privacy import erasing

    today = companys_day()
    said = list(people or [])
    if list_file is not None:
        said += [line.strip() for line in list_file.read_text("utf-8").splitlines() if line.strip()]
    if not said:
        raise UsageError("Say whom: a customer number, a record, an e-mail or a phone.")
    with _alone(wait) as settings:
        customers = _customers(settings, said)
        with console.status("Looking"):
            _show(erasing.preview(settings, customers, today))
        if dry_run:
            console.print("Nothing was changed.")
            return
        if not yes and not typer.confirm("Erase?"):
            raise typer.Exit(1)
        done = erasing.erase(settings, customers, today, _built(settings), say=_say)
    _report(done)


@app.command()
def export(
    person: _Person,
    to: Annotated[Path, typer.Option(help="Folder to write to; made where missing.")],
    wait: _Wait = 0.0,
) -> None:
    """Write everything that is held of a person, as JSON and as one page that fetches nothing."""
    from orchestration import publishing
    from orchestration.privacy import exporting, log

    today = companys_day()
    with _alone(wait) as settings:
        [customer] = _customers(settings, [person])
        try:
            done = exporting.write(settings, customer, to, today)
        except publishing.PublishError as error:
            raise UsageError(str(error)) from error
        log.finish(settings, log.receive(settings, "export", [customer], today), today)
    console.print(
        f"{done.records:,} records with {done.values:,} values: {escaped(done.json)}, "
        f"{escaped(done.page.name)}",
        soft_wrap=True,
    )


@app.command()
def restrict(people: _People = None, wait: _Wait = _LONG) -> None:
    """Keep people's data and use them for nothing, from the next run on."""
    _ask("restrict", people, wait)


@app.command(name="object")
def object_to(people: _People = None, wait: _Wait = _LONG) -> None:
    """Send people no advertising and learn nothing from them, from the next run on."""
    _ask("object", people, wait)


@app.command()
def lift(people: _People = None, wait: _Wait = _LONG) -> None:
    """End what people restricted or objected to, from the next run on."""
    from orchestration import warehouse
    from orchestration.privacy import restrictions

    with _alone(wait) as settings:
        customers = _customers(settings, list(people or []))
        with warehouse.connect(settings) as connection:
            ended = restrictions.lift(connection, settings, customers, companys_day())
    console.print(
        f"No longer in force: {', '.join(ended)}. Now: customer360 run"
        if ended
        else "Nothing was in force."
    )


def _ask(kind: str, people: list[str] | None, wait: float) -> None:
    from orchestration import warehouse
    from orchestration.privacy import restrictions

    if not people:
        raise UsageError("Say whom: a customer number, a record, an e-mail or a phone.")
    with _alone(wait) as settings:
        customers = _customers(settings, people)
        with warehouse.connect(settings) as connection:
            request = restrictions.ask(connection, settings, kind, customers, companys_day())
    console.print(f"{request}: written down for {len(customers)} customers. Now: customer360 run")


@app.command()
def resume(wait: _Wait = _LONG) -> None:
    """Go on with erasures that stopped before they were done."""
    from orchestration.privacy import erasing

    with _alone(wait, is_built=False) as settings:
        done = erasing.carry_on(settings, companys_day(), _built(settings), say=_say)
    if not done:
        console.print("No erasure is waiting.")
    for one in done:
        _report(one)


@app.command()
def requests() -> None:
    """List the requests, until when each must be answered, and those that are late."""
    from orchestration.privacy import erasing, log

    settings, today = any_settings(), companys_day()
    table = Table()
    for column in ("request", "what", "received", "due", "state"):
        table.add_column(column)
    with _told():
        found = log.every(settings)
        unfinished = set(erasing.pending(settings))
    for one in found:
        left = one.days_left(today)
        state = f"answered on {one.done_on}" if one.done_on else f"{left} days left"
        if not one.done_on and left < 0:
            state = f"late by {-left} days"
        if one.number in unfinished:
            state += "; not finished: customer360 privacy resume"
        table.add_row(one.number, one.kind, str(one.received_on), str(one.due_on), state)
    console.print(table if found else "Nobody has asked for anything yet.")


def _built(settings: Settings) -> Callable[[date | None], tuple[str, ...]]:
    def build(day: date | None) -> tuple[str, ...]:
        from orchestration import runner

        outcome = runner.run(settings, as_of=day)
        return outcome.failures

    return build


def _say(words: str) -> None:
    console.print(f"  {escaped(words)}", soft_wrap=True)


def _show(found: Preview) -> None:
    table = Table(title=f"{found.customers} customers, {found.identifiers:,} identifiers")
    for column in ("table", "files", "deleted", "emptied", "mentions", "kept"):
        table.add_column(column)
    for one in found.tables:
        counts = (one.files, one.deleted, one.emptied, one.edited, one.kept)
        table.add_row(one.table, *(f"{count:,}" for count in counts))
    console.print(table)
    for reason in dict.fromkeys(one.reason for one in found.tables if one.emptied or one.kept):
        tables = ", ".join(one.table for one in found.tables if one.reason == reason)
        console.print(f"Stays without the person: {tables}. {reason}", markup=False, soft_wrap=True)
    console.print(
        f"Everything is built anew, and {found.builds} published builds give way to the new one."
    )


def _report(done: Erased) -> None:
    console.print(f"Certificate of {done.request}: {escaped(done.certificate)}", soft_wrap=True)
    for path in done.refused:
        console.print(f"! {escaped(path)} could not be replaced; delete it there.", soft_wrap=True)
    for one in done.left:
        console.print(
            f"! {escaped(one.path)}: still holds {one.values} values ({escaped(one.how)})",
            soft_wrap=True,
        )
    if done.left:
        raise typer.Exit(1)
    console.print("Searched every folder: nothing is left.")
