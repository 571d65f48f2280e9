"""A company whose contracts nobody writes: three departments' files, `onboard` for each, and a run.

A gym in Germany: members, contracts without a yearly amount and payments in a spreadsheet's CSV, a
help desk and a mailing tool that know people by their e-mail address alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.adopt.test_department import HERE
from tests.test_cli import customer360

MEMBERS, REFUSED = 60, 7
DAY = date(2026, 10, 30)
PROFILE = ("--name", "Gym", "--currency", "EUR", "--country", "DE", "--language", "de",
           "--time-zone", "Europe/Berlin", "--line", "membership")  # fmt: skip
GIVEN = ("Anna", "Björn", "Clara", "Dörte", "Emil", "Fritz", "Grete", "Hans", "Ida", "Jörg")
FAMILY = ("Albers", "Brüning", "Clemens", "Dreßler", "Ehlers", "Fuchs")


def german(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def email(number: int) -> str:
    return f"member{number}@post.example"


def write(path: Path, titles: str, rows: Sequence[Sequence[object]], mark: str = ";") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [mark.join(titles.split()), *(mark.join(map(str, row)) for row in rows)]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))


def joined(number: int) -> date:
    return DAY - timedelta(days=400 + 3 * number)


def deliver(files: Path) -> None:
    """Every member with a contract and monthly payments; the first 40 raised a ticket each."""
    members, contracts, payments = [], [], []
    for number in range(MEMBERS):
        name = (f"M{number:03}", GIVEN[number % 10], FAMILY[number // 10])
        home = (f"Ring {number + 1}", f"01{number:03}", "Dresden")
        born = german(date(1960 + number % 40, 2, 1 + number % 27))
        members.append((*name, born, email(number), *home, german(joined(number))))
        contracts.append((f"V{number:03}", name[0], "Plus", german(joined(number)), "", "49,90"))
        for month in range(3):
            paid = DAY - timedelta(days=30 * month)
            state = "fehlgeschlagen" if number == 0 else "bezahlt"
            payments.append((f"Z{number}-{month}", name[0], german(paid), "49,90", state))
    write(files / "club" / "mitglieder_2026-10-30.csv",
          "Mitgliedsnummer Vorname Nachname Geburtsdatum E-Mail Straße PLZ Ort Eintritt",
          members)  # fmt: skip
    write(files / "club" / "vertraege_2026-10-30.csv",
          "Vertragsnummer Mitgliedsnummer Tarif Beginn Ende Monatsbeitrag", contracts)  # fmt: skip
    write(files / "club" / "zahlungen_2026-10-30.csv",
          "Zahlungsnr Mitgliedsnummer Datum Betrag Status", payments)  # fmt: skip
    tickets = [
        {
            "id": number + 1,
            "requester": {"name": f"{GIVEN[number % 10]} {FAMILY[number // 10]}",
                          "email": email(number).upper()},
            "created_at": f"{DAY - timedelta(days=number)}T10:00:00Z",
            "subject": "Kurs" if number % 2 else "Geräte",
        }
        for number in range(40)
    ]  # fmt: skip
    (files / "desk").mkdir()
    (files / "desk" / "tickets_2026-10-30.json").write_text(json.dumps({"tickets": tickets}))
    sends = [(f"S{n}", email(n % MEMBERS), f"{DAY - timedelta(days=n % 90)} 08:00:00", "herbst")
             for n in range(3 * MEMBERS)]  # fmt: skip
    write(files / "post" / "sends_2026-10-30.csv", "send_id email sent_at campaign", sends, ",")
    left = [(email(number), DAY - timedelta(days=5 + number)) for number in range(REFUSED)]
    write(files / "post" / "unsubscribes_2026-10-30.csv", "email unsubscribed_at", left, ",")


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("adopt")
    folder, files = root / "gym", root / "files"
    deliver(files)
    steps = [["init", str(folder), *PROFILE]]
    for department in ("club", "desk", "post"):
        steps.append(["onboard", str(files / department), "--company", str(folder)])
    for step in steps:
        done = customer360(*step, folder=root, **HERE)
        assert done.returncode == 0, done.stdout + done.stderr
    (folder / "extracts").mkdir(exist_ok=True)
    for department in ("club", "desk", "post"):
        (files / department).rename(folder / "extracts" / department)
    for step in (["check", "--company", str(folder)], ["run", "--company", str(folder)]):
        done = customer360(*step, folder=root, **HERE)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return folder


@pytest.fixture(scope="module")
def published(gym: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(
        str(gym / "published" / "current" / "c360.duckdb"), read_only=True
    ) as connection:
        yield connection


def one(published: duckdb.DuckDBPyConnection, sql: str) -> object:
    [[value]] = published.execute(sql).fetchall()
    return value


def test_three_departments_records_are_the_members(published: duckdb.DuckDBPyConnection) -> None:
    assert one(published, "select count(*) from marts.customer_360") == MEMBERS
    in_dresden = "select count(*) from marts.customer_360 where postcode like '01%'"
    assert one(published, in_dresden) == MEMBERS


def test_failed_payments_are_no_revenue_and_a_contract_of_unknown_amount_is_none_either(
    published: duckdb.DuckDBPyConnection,
) -> None:
    paid = "select sum(credit_amount) from marts.attribution where model = 'last'"
    assert one(published, paid) == Decimal("49.90") * 3 * (MEMBERS - 1)


def test_who_unsubscribed_by_address_alone_is_not_to_be_mailed(
    published: duckdb.DuckDBPyConnection,
) -> None:
    refused = """
        select count(distinct customer_id) from marts.contact_suppressions
        where purpose = 'newsletter' and channel = 'email' and list_contains(reasons, 'opted_out')
    """
    assert one(published, refused) == REFUSED
