"""Ten nights of a small town, lost at some point and gone on with: `python -m tests.recovery`.

Two departments deliver people; there are corrections, files that no reader takes, records that
bring two customers together and are taken back, and stewards' decisions that are undone. After
some night the build, the extracts or both are deleted, and the nights go on from archive and
journal. What is left at the end must be what it is where nothing was lost.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from orchestration import identity, landing, learnt, remembered
from orchestration.company.departments import Column
from orchestration.identity.stewardship import decision_file
from orchestration.identity.stewardship.decision_file import Decision
from orchestration.landing.ledger import raw_table
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.landing.house import CUSTOMERS

FIRST, NIGHTS = date(2026, 3, 1), 10
LOSSES = ("build", "extracts", "both")
_NAMES = ("Given", "Family", "Born", "Mail", "Phone", "Street", "Postcode", "Seen")
_FIELDS = (
    "given_name", "family_name", "birth_on", "email", "phone", "address_line_1", "postcode",
    "seen_at",
)  # fmt: skip
_TYPES = {"birth_on": "date", "seen_at": "timestamp"}
_PEOPLE = replace(
    CUSTOMERS,
    load="upsert",
    columns=(
        Column("person_id", "varchar", "Id", required=True),
        *(
            Column(field, _TYPES.get(field, "varchar"), name)
            for field, name in zip(_FIELDS, _NAMES, strict=True)
        ),
    ),
)
_EXTRACTS = (
    _PEOPLE,
    replace(_PEOPLE, department="shop", record_ids=(("shop", "person_id"),)),
)
# All that identity and landing know. Moments of landing differ from run to run; and so does what a
# file kept out on its way, which only says whether taking it away would need more than a delete.
_COMPARED = {
    "receipts": "select * exclude (landed_at, modified_at, run_id, shadows) from landing.receipts",
    "rejects": "select * from landing.rejects",
    "crm": "select * exclude (_loaded_at) from raw_crm.people",
    "shop": "select * exclude (_loaded_at) from raw_shop.people",
    "crosswalk": "select * from identity.crosswalk",
    "events": "select * from identity.events",
    "redirects": "select * from identity.redirects",
    "numbers_apart": "select * from identity.numbers_apart",
    "households": "select * from identity.household_memberships",
}
State = dict[str, list[Any]]


@dataclass(frozen=True)
class Person:
    """A person as both departments write them; `n` draws everything about them."""

    n: int
    seen: str = "2025-01-01 09:00:00"

    def row(self, record: str, **other: str) -> str:
        said = {
            "given_name": _word(self.n),
            "family_name": _word(self.n * 7 + 3),
            "birth_on": str(date(1950, 1, 1) + timedelta(days=self.n * 131 % 18_000)),
            "email": f"{_word(self.n)}.{_word(self.n * 7 + 3)}{self.n}@mail.test",
            "phone": f"07{100_000_000 + self.n * 7919:09}",
            "address_line_1": f"{1 + self.n % 90} {_word(self.n % 23 + 500)} Road",
            "postcode": f"ZZ{1 + self.n % 90} {self.n % 9}AB",
            "seen_at": self.seen,
        } | other
        return ",".join([record, *(said[field] for field in _FIELDS)]) + "\n"


def _word(n: int) -> str:
    syllables = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "xu", "za", "pe", "go")
    return "".join(syllables[n // 13**k % 13] for k in range(4)).capitalize()


def _rows(department: str, numbers: Iterable[int], **other: str) -> str:
    return "".join(Person(n).row(f"{department[0].upper()}{n}", **other) for n in numbers)


def deliver(settings: Settings, night: int) -> None:
    """What arrives, and what stewards decide, before a night (from 1)."""

    def file(department: str, name: str, rows: str) -> None:
        folder = settings.extracts / department
        folder.mkdir(parents=True, exist_ok=True)
        header = ",".join(("Id", *_NAMES)) + "\n"
        (folder / f"people_2026-{name}.csv").write_text(header + rows)

    def decide(kind: str, a: str, b: str, undoes: str | None = None) -> None:
        day = FIRST + timedelta(days=night - 1)
        one = Decision(kind, a, b, "ada", "seen", day, undoes=undoes)
        decision_file.append(settings.decisions, one)

    first, second = Person(901), Person(902)
    bridge = first.row("S990", phone=f"07{100_000_000 + 902 * 7919:09}")
    if night == 1:
        file("crm", "03-01", _rows("crm", range(1, 120)) + first.row("C901") + second.row("C902"))
        file("shop", "03-01", _rows("shop", range(1, 120, 2)))
    elif night == 2:
        file("crm", "03-02", _rows("crm", range(120, 150)))
        file("crm", "03-01", _rows("crm", range(5, 118)) + first.row("C901") + second.row("C902"))
    elif night == 3:  # one customer under two records until the shop tells
        file("shop", "03-03", bridge + Person(902).row("S991", given_name=_word(901)))
    elif night == 4:
        decide("link", "crm:C901", "crm:C902")
        file("shop", "03-04", "no such line\n")
    elif night == 5:
        decide("unlink", "crm:C7", "shop:S7")
    elif night == 6:
        file("shop", "03-03", second.row("S991"))
    elif night == 7:
        file("crm", "03-07", _rows("crm", range(150, 160)) + "C999,A,B,no day,,,,,no day\n")
        (settings.extracts / "crm" / "notes.txt").write_text("nobody asked for this")
    elif night == 8:
        undone = decision_file.read(settings.decisions).to_pylist()[0]["decision_id"]
        decide("undo", "-", "-", undoes=undone)
    elif night == 9:
        rows = "".join(
            Person(n, "2024-01-01 09:00:00").row(f"S{n}") for n in (*range(2, 40, 2), 901)
        )
        file("shop", "03-09", rows)
    else:
        file("crm", "03-10", _rows("crm", range(160, 165)) + _rows("crm", range(3, 9), email=""))


def run(settings: Settings, night: int) -> None:
    """One night: land, make records, resolve, write down."""
    day = FIRST + timedelta(days=night - 1)
    with connect(settings) as connection:
        landing.prepare(connection)
        remembered.recall(connection, settings)
        for extract in _EXTRACTS:
            landing.land(extract, connection, settings, run_id=f"night-{night}")
        landing.set_as_of(connection, day)
        connection.execute("create schema if not exists conformed")
        connection.execute(
            "create or replace table conformed.customer_records as "
            + " union all ".join(
                f"select '{one.department}:' || person_id as record_id, "
                f"'{one.department}' as department, 'contact' as entity, "
                "null::varchar as full_name, given_name, null::varchar as middle_name, "
                "family_name, birth_on, email, phone, address_line_1, "
                "null::varchar as address_line_2, postcode, seen_at as first_seen_at, "
                f"seen_at as last_seen_at from {raw_table(one)}"
                for one in _EXTRACTS
            )
        )
        found = learnt.of_day(settings, day)
        steward = identity.Decisions(settings.decisions)
        identity.resolve(connection, day, references=None, steward=steward, learnt=found)
        about = {"run_id": f"night-{night}", "as_of": day.isoformat()}
        remembered.write_down(connection, settings, **about)
        found.write(connection)


def lose(settings: Settings, what: str) -> None:
    """Delete the build, the extracts, or both."""
    if what in ("build", "both"):
        shutil.rmtree(settings.build)
    if what in ("extracts", "both"):
        shutil.rmtree(settings.extracts)


def state(settings: Settings) -> State:
    """Every row that outlives the night."""
    with connect(settings) as connection:
        return {
            name: connection.execute(f"from ({sql}) order by all").fetchall()
            for name, sql in _COMPARED.items()
        }


def settings_in(folder: Path) -> Settings:
    parts = ("extracts", "build", "archive", "published")
    return Settings(*(folder / part for part in parts), decisions_file=folder / "decisions.csv")


def calm(folder: Path) -> State:
    """All nights without a loss; the folder is kept as it was after each, beside it."""
    settings = settings_in(folder / "calm")
    settings.extracts.mkdir(parents=True)
    for night in range(1, NIGHTS + 1):
        deliver(settings, night)
        run(settings, night)
        shutil.copytree(folder / "calm", folder / f"after-{night}")
    return state(settings)


def lost(folder: Path, points: Sequence[tuple[int, str]]) -> State:
    """The nights gone on with after a first loss, with what else is lost on the way.

    `points` are nights and losses, in order; `calm` has been run in the same folder.
    """
    here = folder / "lost"
    shutil.rmtree(here, ignore_errors=True)
    first = points[0][0]
    shutil.copytree(folder / f"after-{first}", here)
    settings = settings_in(here)
    for night in range(first, NIGHTS + 1):
        if night > first:
            deliver(settings, night)
            run(settings, night)
        for at, what in points:
            if at == night:
                lose(settings, what)
    run(settings, NIGHTS)  # the same night once more, where the last was lost
    return state(settings)
